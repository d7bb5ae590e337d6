"""Who may call what: every call, with every role, without a token and with one that has ended."""

import re
from itertools import product

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from server.auth import guards
from server.auth.principal import ROLES
from server.auth.tokens import TokenRow, tokens_of
from tests.server.api.agencies import Caller
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = {
    *("/health/live", "/health/ready", "/metrics", "/schema", "/schema/openapi.json", "/problems/{slug}"),
    *("/v1/catalogue", "/v1/catalogue/{name}"),
    *("/v1/session", "/v1/session/provider", "/v1/session/provider/return"),  # to log in
}
SENTENCES = {value for name, value in vars(guards).items() if name.startswith("requires_")}
READERS = {"reader", "coordinator", "auditor", "dpo"}
NONE = "00000000-0000-4000-8000-000000000000"
CASE = f"/v1/cases/{NONE}"
ALLOWED = {
    "/v1/events": {"publisher"},
    f"/v1/erasures/{NONE}/confirm": {"publisher", "reader"},
    "/v1/submissions/none": {"publisher", "reader"},
    "/v1/log/keys": set(ROLES),
    "/v1/log/policy": set(ROLES),
    "/v1/log/checkpoint": set(ROLES),
    "/v1/log/tile/none": set(ROLES),
    "/v1/log/tile/entries/none": set(ROLES),
    "/v1/log/proof/1": set(ROLES),
    "/v1/log/reads/checkpoint": set(ROLES),
    "/v1/log/reads/tile/none": set(ROLES),
    "/v1/log/reads/tile/entries/none": set(),  # but for the office of an auditor or data protection officer
    "/v1/log/reads/proof/1": set(ROLES),
    "/v1/session": set(),
    "/v1/session/password": set(),
    "/v1/feed": READERS,
    "/v1/feed/stream": READERS,
    "/v1/feed/ack": READERS,
    "/v1/manifest": READERS,
    f"/v1/manifest/{NONE}": {"publisher", "reader"},
    "/v1/cases": READERS,
    CASE: READERS,
    f"{CASE}/timeline": READERS,
    f"{CASE}/discrepancies": READERS,
    f"{CASE}/reads": READERS,
    f"{CASE}/erasures": READERS,
    f"{CASE}/persons/{NONE}/access": READERS,
    f"{CASE}/persons/{NONE}/access.zip": READERS,
    "/v1/reads/checkpoint": set(ROLES),
    "/v1/log/findings": READERS | {"operator"},
    "/v1/audit/events": {"auditor"},
    "/v1/audit/reads": {"auditor", "dpo"},
    "/v1/audit/accounts": {"auditor", "dpo"},
    "/v1/notices/confidentiality": set(ROLES),
    "/v1/notices/confidentiality/acknowledgement": set(ROLES),
    f"{CASE}/files/{NONE}": READERS,
    "/v1/discrepancies": READERS,
    "/v1/clocks": READERS,
    "/v1/disputes": READERS,
    f"/v1/disputes/{NONE}": READERS,
    f"/v1/disputes/{NONE}/dossier": READERS,
    "/v1/worklist": READERS,
    "/v1/referrals": READERS,
    "/v1/commitments": READERS,
    "/v1/rights": READERS,
}


def handlers_of(app: Litestar) -> list[tuple[str, list[object]]]:
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    return [
        (route.path_format, guards_of(handler))
        for route in routes
        for handler in route.route_handlers
        if handler.http_methods != {"OPTIONS"}
    ]


def guards_of(handler: HTTPRouteHandler) -> list[object]:
    before = handler.resolve_before_request()
    return [*handler.resolve_guards(), *({before} & SENTENCES)]


POSTED = {"/v1/session/password", "/v1/events", "/v1/feed/ack", "/v1/notices/confidentiality/acknowledgement"}
ENDLESS = {"/v1/feed/stream"}  # for those who may read it


async def status(caller: Caller, path: str) -> int:
    posted = path in POSTED or path.endswith("/confirm")
    answer = await (caller.post_to(path, []) if posted else caller.get(path))
    return answer.status_code


async def test_a_call_without_a_guard_is_one_that_is_meant_to_be_open(shared: Deployment) -> None:
    assert {path for path, found in handlers_of(shared.app) if not found} == OPEN


async def test_every_guard_is_one_sentence_of_the_module(shared: Deployment) -> None:
    for _, found in handlers_of(shared.app):
        assert len(found) <= 1
        assert set(found) <= SENTENCES


async def test_the_matrix_of_roles_leaves_no_call_out(shared: Deployment) -> None:
    guarded = {path for path, found in handlers_of(shared.app) if found}
    named = {re.sub(r"/(none|1|0[-0-9a-f]{35})(?=/|$)", "/{}", path) for path in ALLOWED}
    assert {re.sub(r"{\w+}", "{}", path) for path in guarded} == named


@pytest.mark.parametrize(
    ("path", "role"),
    [(path, role) for path, role in product(ALLOWED, ROLES) if path not in ENDLESS or role not in READERS],
)
async def test_a_role_may_call_what_its_guard_says(shared: Deployment, path: str, role: str) -> None:
    caller = await shared.caller("uptdppa-ttu", role)  # type: ignore[arg-type]
    assert (await status(caller, path) == 403) == (role not in ALLOWED[path])


@pytest.mark.parametrize("path", ALLOWED)
async def test_no_token_and_a_false_one_are_answered_alike(shared: Deployment, path: str) -> None:
    for caller in (Caller(shared.http, ""), Caller(shared.http, "jejak_" + "A" * 43)):
        assert await status(caller, path) == 401


async def token_row(shared: Deployment, agency: str) -> TokenRow:
    async with shared.services.pool.connection() as conn:
        return (await tokens_of(conn, agency))[-1]


async def test_a_revoked_token_opens_nothing_any_more(shared: Deployment) -> None:
    caller = await shared.caller("rsud-ttu", "reader")
    assert await status(caller, "/v1/log/keys") == 200
    row = await token_row(shared, "rsud-ttu")
    assert await shared.services.tokens.revoke(row.token_id)
    assert await status(caller, "/v1/log/keys") == 401


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "bearer ", "Token {}", "{}"])
async def test_only_one_bearer_header_names_a_caller(shared: Deployment, header: str) -> None:
    token = (await shared.caller("rsud-ttu", "reader")).token
    headers = {"authorization": header.replace("{}", token)}
    assert (await shared.http.get("/v1/log/keys", headers=headers)).status_code == 401


async def test_two_authorization_headers_name_nobody(shared: Deployment) -> None:
    token = (await shared.caller("rsud-ttu", "reader")).token
    twice = [("authorization", f"Bearer {token}"), ("authorization", f"Bearer {token}")]
    assert (await shared.http.get("/v1/log/keys", headers=twice)).status_code == 401


async def test_the_scheme_is_written_in_any_case(shared: Deployment) -> None:
    token = (await shared.caller("rsud-ttu", "reader")).token
    answer = await shared.http.get("/v1/log/keys", headers={"authorization": f"bEARER {token}"})
    assert answer.status_code == 200


async def test_who_is_turned_away_is_told_how_to_come_in(shared: Deployment) -> None:
    answer = await shared.http.get("/v1/log/keys")
    assert answer.headers["www-authenticate"] == 'Bearer realm="jejak"'
