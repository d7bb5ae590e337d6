"""Logging in through an identity provider: who it vouches for comes in if there is an account, none else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from joserfc.jwk import ECKey

from server.auth import accounts
from server.auth.accounts import NewAccount
from server.auth.oidc import SECONDS_TO_RETURN
from tests.server.api.deployment import Deployment, deployed
from tests.server.auth.conftest import cheap
from tests.server.auth.provider import CLIENT, SECRET, Provider, providing, shared_secret

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUBLIC = "https://jejak.test"
GO, BACK = "/v1/session/provider", "/v1/session/provider/return"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_provider() -> AsyncIterator[Provider]:
    async with providing() as found:
        yield found


@pytest.fixture
def provider(shared_provider: Provider, shared: Deployment) -> Provider:
    """The provider, telling the truth again, and not remembered."""
    shared_provider.lies, shared_provider.header, shared_provider.signs_with = {}, {}, None
    shared_provider.issuer = ""
    assert shared.services.entrance.provider is not None
    shared.services.entrance.provider._held = None
    shared.services.entrance.provider._silent_until = 0.0
    return shared_provider


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    shared_database: str, shared_provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Deployment]:
    secret: Path = tmp_path_factory.mktemp("secret") / "oidc"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    settings = {
        "public_url": PUBLIC,
        "oidc_issuer": shared_provider.url,
        "oidc_client_id": CLIENT,
        "oidc_secret_file": secret,
    }
    with patch("server.start.account_rules", cheap):
        async with deployed(shared_database, tmp_path_factory.mktemp("keys"), **settings) as found:
            yield found


@pytest_asyncio.fixture(loop_scope="module")
async def browser(shared: Deployment) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=shared.app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as found:
        yield found


async def known(shared: Deployment, provider: Provider, subject: str) -> UUID:
    """An account that the provider knows under this subject."""
    account = uuid4()
    new = NewAccount(
        account,
        f"p-{account.hex}",
        "uptdppa-ttu",
        ["reader"],
        None,
        None,
        provider.url,
        subject,
        shared.time(),
    )
    async with shared.services.pool.connection() as conn:
        assert await accounts.add(conn, shared.services.row_seals, new)
    return account


async def signed_in(browser: httpx.AsyncClient, provider: Provider, subject: str) -> httpx.Response:
    """The whole way: to the provider, a login there, and back."""
    gone = await browser.get(GO)
    assert gone.status_code == 303
    return await browser.get(f"{BACK}?{provider.sign_in(gone.headers['location'], subject)}")


async def test_whom_the_provider_vouches_for_acts_under_the_account(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    account = await known(shared, provider, "s-1")
    back = await signed_in(browser, provider, "s-1")
    assert back.status_code == 200
    assert back.headers["content-type"].startswith("text/html")
    state = (await browser.get("/v1/session")).json()
    assert (state["account"], state["agency"]) == (str(account), "uptdppa-ttu")


async def test_the_session_cookie_is_strict_though_the_way_back_is_not(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-2")
    gone = await browser.get(GO)
    assert "samesite=lax" in gone.headers["set-cookie"].lower()
    back = await browser.get(f"{BACK}?{provider.sign_in(gone.headers['location'], 's-2')}")
    session, kept = back.headers.get_list("set-cookie")
    assert session.startswith("__Host-jejak=")
    assert "samesite=strict" in session.lower()
    assert kept.startswith("__Host-jejak-sign-in=")
    assert "max-age=0" in kept.lower()


async def test_the_provider_is_asked_with_pkce_state_and_nonce(
    provider: Provider, browser: httpx.AsyncClient
) -> None:
    asked = [parse_qs(urlsplit((await browser.get(GO)).headers["location"]).query) for _ in range(2)]
    for each in asked:
        assert each["code_challenge_method"] == ["S256"]
        assert each["redirect_uri"] == [PUBLIC + BACK]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


async def test_a_subject_without_an_account_stays_outside_and_gets_none(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    back = await signed_in(browser, provider, "stranger")
    assert (back.status_code, back.json()["type"]) == (401, "/problems/login_refused")
    async with shared.services.pool.connection() as conn:
        assert await accounts.by_issuer(conn, shared.services.row_seals, provider.url, "stranger") is None


async def test_a_disabled_account_stays_outside(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    account = await known(shared, provider, "s-3")
    async with shared.services.pool.connection() as conn:
        assert await accounts.disable(conn, f"p-{account.hex}", shared.time())
    assert (await signed_in(browser, provider, "s-3")).status_code == 401


LIES: list[dict[str, Any]] = [
    {"iss": "https://other.example"},
    {"aud": "another-client"},
    {"aud": [CLIENT, "another"], "azp": "another"},
    {"aud": [CLIENT, "another"]},
    {"aud": [CLIENT, "another"], "azp": CLIENT},
    {"aud": []},
    {"nonce": "of another login"},
    {"nonce": None},
    {"exp": 1},
    {"exp": None},
    {"iat": None},
    {"sub": None},
]


@pytest.mark.parametrize("lies", LIES)
async def test_a_token_that_says_something_else_opens_nothing(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient, lies: dict[str, Any]
) -> None:
    subject = str(uuid4())
    await known(shared, provider, subject)
    provider.lies = lies
    assert (await signed_in(browser, provider, subject)).status_code == 401
    assert (await browser.get("/v1/session")).status_code == 401


async def test_a_token_signed_by_another_key_opens_nothing(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-4")
    provider.signs_with = ECKey.generate_key("P-256", {"kid": "k1"})
    assert (await signed_in(browser, provider, "s-4")).status_code == 401


async def test_a_token_signed_with_what_both_sides_know_opens_nothing(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-5")
    provider.signs_with, provider.header = shared_secret(), {"alg": "HS256"}
    assert (await signed_in(browser, provider, "s-5")).status_code == 401


async def test_new_keys_of_the_provider_are_taken_up_after_one_refusal(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-6")
    assert (await signed_in(browser, provider, "s-6")).status_code == 200
    provider.key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})
    assert (await signed_in(browser, provider, "s-6")).status_code == 401
    assert (await signed_in(browser, provider, "s-6")).status_code == 200


async def test_a_return_without_the_browser_that_began_it_opens_nothing(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-7")
    query = provider.sign_in((await browser.get(GO)).headers["location"], "s-7")
    browser.cookies.clear()
    assert (await browser.get(f"{BACK}?{query}")).status_code == 401


async def test_the_return_of_another_login_opens_nothing(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-8")
    first = provider.sign_in((await browser.get(GO)).headers["location"], "s-8")
    await browser.get(GO)
    assert (await browser.get(f"{BACK}?{first}")).status_code == 401


async def test_a_code_opens_one_session_and_no_second(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-9")
    gone = await browser.get(GO)
    query = provider.sign_in(gone.headers["location"], "s-9")
    (kept,) = browser.cookies.jar
    copied = {"cookie": f"{kept.name}={kept.value}"}
    assert (await browser.get(f"{BACK}?{query}")).status_code == 200
    assert (await browser.get(f"{BACK}?{query}", headers=copied)).status_code == 401


async def test_a_return_that_comes_too_late_opens_nothing(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-10")
    query = provider.sign_in((await browser.get(GO)).headers["location"], "s-10")
    began = shared.time.now
    shared.time.pass_by(seconds=SECONDS_TO_RETURN)
    try:
        assert (await browser.get(f"{BACK}?{query}")).status_code == 401
    finally:
        shared.time.now = began


async def test_a_return_that_names_another_issuer_opens_nothing(
    shared: Deployment, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await known(shared, provider, "s-11")
    query = provider.sign_in((await browser.get(GO)).headers["location"], "s-11")
    assert (await browser.get(f"{BACK}?{query}&iss=https://other.example")).status_code == 401


@pytest.mark.parametrize("query", ["", "error=access_denied&state=x", "state=x&code=y"])
async def test_a_return_without_what_it_needs_opens_nothing(
    provider: Provider, browser: httpx.AsyncClient, query: str
) -> None:
    await browser.get(GO)
    answer = await browser.get(f"{BACK}?{query}")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/login_refused")


async def test_a_provider_that_says_it_is_another_is_not_believed(
    provider: Provider, browser: httpx.AsyncClient
) -> None:
    provider.issuer = "https://other.example"
    answer = await browser.get(GO)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")
