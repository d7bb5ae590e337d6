"""People log in, act in their roles, and are out when they should be."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from server.app import SECURITY_HEADERS
from server.auth import accounts
from server.auth.codes import STEP_SECONDS
from server.auth.rules import account_rules
from server.database import connect
from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment
from tests.server.auth.people import AT_HOME, PASSWORD, Person, person

pytestmark = pytest.mark.asyncio(loop_scope="module")

RULE = account_rules().sessions
FOREIGN = "http://10.0.0.7:8600"


async def who(somebody: Person) -> int:
    return (await somebody.get("/v1/session")).status_code


async def test_password_and_code_open_a_session_that_says_who_acts(shared: Deployment) -> None:
    async with person(shared, "uptdppa-ttu", "reader", "publisher") as somebody:
        opened = (await somebody.log_in()).json()
        assert opened["account"] == str(somebody.account)
        assert (opened["agency"], opened["roles"]) == ("uptdppa-ttu", ["reader", "publisher"])
        assert (await somebody.get("/v1/session")).json() == opened


async def test_by_tls_the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(shared: Deployment) -> None:
    async with person(shared) as somebody:
        cookie = (await somebody.log_in()).headers.get_list("set-cookie")[0]
        name, *attributes = cookie.split("; ")
        assert name.startswith("__Host-jejak=")
        found = {each.lower() for each in attributes}
        assert {"httponly", "secure", "samesite=strict", "path=/"} <= found
        assert not any(each.startswith("domain") for each in found)


async def test_nothing_of_a_login_or_of_who_acts_is_kept_by_a_browser_or_a_proxy(shared: Deployment) -> None:
    async with person(shared) as somebody:
        for answer in (await somebody.log_in(), await somebody.get("/v1/session"), await somebody.log_out()):
            for name, value in SECURITY_HEADERS:
                assert answer.headers.get_list(name.decode()) == [value.decode()]


async def test_on_the_machine_itself_a_session_needs_no_tls(shared: Deployment) -> None:
    async with person(shared, base=AT_HOME) as somebody:
        cookie = (await somebody.log_in()).headers.get_list("set-cookie")[0]
        assert cookie.startswith("jejak=")
        assert "secure" not in cookie.lower()
        assert await who(somebody) == 200


@pytest.mark.parametrize("base", [FOREIGN, "http://jejak.test", "http://127.0.0.1.example"])
async def test_nobody_logs_in_over_a_network_without_tls(shared: Deployment, base: str) -> None:
    async with person(shared, base=base) as somebody:
        answer = await somebody.log_in()
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_the_database_holds_no_secret_of_a_session_or_of_codes(
    shared: Deployment, shared_database: str
) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        cookie = somebody.cookie.partition("=")[2]
        with psycopg.connect(shared_database) as owner:
            rows = owner.execute("SELECT s::text, a::text FROM jejak.sessions s, jejak.accounts a").fetchall()
        for secret in (cookie, somebody.secret.hex(), PASSWORD):
            assert secret not in str(rows)


WRONG = [{"password": "salah benar sekali"}, {"code": "000000"}, {"login": "tidak-ada"}]


@pytest.mark.parametrize("other", WRONG)
async def test_whatever_is_wrong_is_answered_alike(shared: Deployment, other: dict[str, str]) -> None:
    async with person(shared) as somebody:
        wrong = {"code": somebody.code(5)} if "code" in other else other
        answer = await somebody.log_in(**wrong)
        assert answer.status_code == 401
        assert answer.json() == {
            "type": "/problems/login_refused",
            "title": "The login is refused",
            "status": 401,
            "detail": "Login, password and code do not open a session.",
        }
        assert "set-cookie" not in answer.headers


async def test_a_disabled_account_is_answered_like_an_unknown_one(shared: Deployment) -> None:
    async with person(shared) as somebody, shared.services.pool.connection() as conn:
        assert await accounts.disable(conn, somebody.login, shared.time())
        disabled, unknown = await somebody.log_in(), await somebody.log_in(login="tidak-ada")
        assert (disabled.status_code, disabled.json()) == (unknown.status_code, unknown.json())


async def test_an_unknown_login_costs_the_same_work_as_a_wrong_password(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords, hashed = shared.services.entrance.passwords, []
    matches = passwords._matches

    def counted(phc: str, password: str) -> bool:
        hashed.append(phc.rsplit("$", 2)[0])
        return matches(phc, password)

    monkeypatch.setattr(passwords, "_matches", counted)
    async with person(shared) as somebody:
        await somebody.log_in(password="salah benar sekali")
        await somebody.log_in(login="tidak-ada")
    known, unknown = hashed
    assert known == unknown  # one hash each, under the same parameters


async def test_a_code_opens_one_session_and_no_second(shared: Deployment) -> None:
    async with person(shared) as somebody:
        code = somebody.code()
        assert (await somebody.log_in(code=code)).status_code == 200
        assert (await somebody.log_in(code=code)).status_code == 401
        shared.time.pass_by(seconds=STEP_SECONDS)
        assert (await somebody.log_in()).status_code == 200


async def test_of_four_logins_at_once_with_one_code_one_succeeds(shared: Deployment) -> None:
    async with person(shared) as somebody:
        answers = await asyncio.gather(*(somebody.log_in() for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_log_out_ends_the_session_also_for_a_copy_of_the_cookie(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        copied = {"cookie": somebody.cookie}
        answer = await somebody.log_out()
        assert answer.status_code == 204
        assert "max-age=0" in answer.headers["set-cookie"].lower()
        assert (await somebody.get("/v1/session", **copied)).status_code == 401


async def test_a_session_ends_after_its_rest_and_use_prolongs_it(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        for _ in range(3):
            shared.time.pass_by(minutes=RULE.idle_minutes - 1)
            assert await who(somebody) == 200
        shared.time.pass_by(minutes=RULE.idle_minutes)
        assert await who(somebody) == 401


async def test_a_session_ends_at_its_age_however_much_it_is_used(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        step = RULE.idle_minutes - 1
        for _ in range(RULE.longest_hours * 60 // step):
            assert await who(somebody) == 200
            shared.time.pass_by(minutes=step)
        shared.time.pass_by(minutes=step)
        assert await who(somebody) == 401


async def test_a_page_that_only_waits_does_not_prolong_a_session(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        secret = somebody.cookie.partition("=")[2]
        sessions = shared.services.entrance.sessions
        for _ in range(2):
            shared.time.pass_by(minutes=RULE.idle_minutes / 2)
            found = await sessions.find(secret, used=False)
        assert found is None


async def test_disabling_an_account_ends_its_sessions_in_every_process(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        assert await who(somebody) == 200
        async with await connect(shared.services.settings.database_url) as elsewhere:
            await accounts.disable(elsewhere, somebody.login, shared.time())
        async with asyncio.timeout(5):
            while await who(somebody) != 401:
                await asyncio.sleep(0.02)


async def test_a_long_poll_ends_within_5_s_of_the_end_of_its_session(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        waiting = asyncio.create_task(somebody.get("/v1/feed?after=9007199254740991&wait=60"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        async with await connect(shared.services.settings.database_url) as elsewhere:
            await accounts.disable(elsewhere, somebody.login, shared.time())
        async with asyncio.timeout(5):
            assert (await waiting).status_code == 401


async def changed(somebody: Person, **other: str) -> httpx.Response:
    """Asks for a new password, with the one so far and the code of now or with others."""
    typed = {"password": PASSWORD, "code": somebody.code(), "new": "kerbau di sawah hijau"} | other
    headers = {"Jejak-Csrf": somebody.csrf}
    return await somebody.browser.post("/v1/session/password", json=typed, headers=headers)


async def test_a_person_changes_the_password_and_other_sessions_end(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        copied = {"cookie": somebody.cookie}
        shared.time.pass_by(seconds=STEP_SECONDS)
        await somebody.log_in()
        shared.time.pass_by(seconds=STEP_SECONDS)
        assert (await changed(somebody)).status_code == 204
        assert await who(somebody) == 200
        async with asyncio.timeout(5):
            while (await somebody.get("/v1/session", **copied)).status_code != 401:
                await asyncio.sleep(0.02)
        shared.time.pass_by(seconds=STEP_SECONDS)
        assert (await somebody.log_in()).status_code == 401
        shared.time.pass_by(seconds=STEP_SECONDS)
        assert (await somebody.log_in(password="kerbau di sawah hijau")).status_code == 200


@pytest.mark.parametrize(
    ("other", "status"),
    [({"password": "salah benar sekali"}, 401), ({"code": "000000"}, 401), ({"new": "pendek"}, 400)],
)
async def test_a_password_is_changed_by_who_knows_it_and_to_no_weak_one(
    shared: Deployment, other: dict[str, str], status: int
) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        shared.time.pass_by(seconds=STEP_SECONDS)
        wrong = {"code": somebody.code(5)} if "code" in other else other
        answer = await changed(somebody, **wrong)
        assert answer.status_code == status
        assert "pendek" not in answer.text
        assert (await somebody.log_in(code=somebody.code(1))).status_code == 200


async def test_a_person_reads_as_the_agency_and_is_named_in_the_read_log(
    shared: Deployment, shared_database: str
) -> None:
    case = await shared.open_case()
    async with person(shared) as somebody:
        await somebody.log_in()
        answer = await somebody.get(f"/v1/cases/{case}")
        assert answer.json().get("type") == "/problems/notice_required", answer.text
        told = await somebody.browser.post(
            "/v1/notices/confidentiality/acknowledgement",
            json={"version": shared.services.rules.notice.version},
            headers={"Jejak-Csrf": somebody.csrf},
        )
        assert told.status_code == 200, told.text
        assert (await somebody.get(f"/v1/cases/{case}")).status_code == 200
    with psycopg.connect(shared_database) as owner:
        found = owner.execute(
            "SELECT s.account_id, r.person, n.holder FROM jejak.reads r "
            "JOIN jejak.sessions s ON s.session_id = r.token_id "
            "JOIN jejak.notice_acknowledgements n ON n.holder = r.person "
            "WHERE r.case_id = %s",
            [case],
        ).fetchall()
    assert found == [(somebody.account,) * 3]


async def test_a_token_opens_no_session_of_a_person(shared: Deployment) -> None:
    caller = await shared.caller("uptdppa-ttu", "reader")
    assert (await caller.get("/v1/session")).status_code == 403
    assert (await Caller(shared.http, "jejak_" + "A" * 43).get("/v1/session")).status_code == 401


async def test_an_authorization_header_counts_before_a_cookie(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        assert (await somebody.get("/v1/cases", authorization="Bearer jejak_x")).status_code == 401


async def test_two_cookies_of_the_name_name_nobody(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        pair = somebody.cookie
        assert (await somebody.get("/v1/session", cookie=f"{pair}; {pair}")).status_code == 401


def report(actor: str | None) -> dict[str, Any]:
    return event("uptdppa-ttu", "ReportReceived", uuid4(), {"channel": "walk_in"}, actor=actor)


async def test_a_person_publishes_under_its_own_account_only(shared: Deployment) -> None:
    async with person(shared, "uptdppa-ttu", "publisher") as somebody:
        await somebody.log_in()
        assert (await somebody.publish(report(str(somebody.account)))).status_code == 201
        for other in (str(uuid4()), None):
            answer = await somebody.publish(report(other))
            assert (answer.status_code, answer.json()["field"]) == (422, "actor")
            assert answer.json()["type"] == "/problems/invalid_attribute"


async def test_a_system_names_whichever_actor_its_agency_has(shared: Deployment) -> None:
    caller = await shared.caller("uptdppa-ttu", "publisher")
    assert (await caller.post(report("petugas-9"))).status_code == 201


@pytest.mark.parametrize("sent", [{"Jejak-Csrf": ""}, {"Jejak-Csrf": "x" * 43}])
async def test_what_changes_something_needs_the_csrf_of_the_session(
    shared: Deployment, sent: dict[str, str]
) -> None:
    async with person(shared, "uptdppa-ttu", "publisher") as somebody:
        await somebody.log_in()
        answer = await somebody.publish(report(str(somebody.account)), **sent)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")


async def test_the_csrf_of_another_session_does_not_do(shared: Deployment) -> None:
    async with person(shared) as other, person(shared, "uptdppa-ttu", "publisher") as somebody:
        await other.log_in()
        await somebody.log_in()
        answer = await somebody.publish(report(str(somebody.account)), **{"Jejak-Csrf": other.csrf})
        assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_page_of_another_site_changes_nothing_and_logs_nobody_in(
    shared: Deployment, site: str
) -> None:
    async with person(shared, "uptdppa-ttu", "publisher") as somebody:
        typed = {"login": somebody.login, "password": PASSWORD, "code": somebody.code()}
        forged: httpx.Response = await somebody.browser.post(
            "/v1/session", json=typed, headers={"Sec-Fetch-Site": site}
        )
        assert forged.status_code == 403
        await somebody.log_in()
        answer = await somebody.publish(report(str(somebody.account)), **{"Sec-Fetch-Site": site})
        assert answer.status_code == 403


async def test_with_several_roles_the_only_one_that_the_call_takes_is_acted_in(shared: Deployment) -> None:
    async with person(shared, "uptdppa-ttu", "publisher", "reader") as somebody:
        await somebody.log_in()
        assert (await somebody.get("/v1/cases")).status_code == 200
        assert (await somebody.publish(report(str(somebody.account)))).status_code == 201


async def test_with_several_that_it_takes_the_role_is_named(shared: Deployment) -> None:
    async with person(shared, "uptdppa-ttu", "coordinator", "reader") as somebody:
        await somebody.log_in()
        assert (await somebody.get("/v1/cases")).status_code == 403
        assert (await somebody.get("/v1/cases", **{"Jejak-Role": "reader"})).status_code == 200


@pytest.mark.parametrize("named", ["publisher", "auditor", "operator", "raja"])
async def test_a_role_that_the_account_has_not_or_the_call_takes_not_opens_nothing(
    shared: Deployment, named: str
) -> None:
    async with person(shared, "uptdppa-ttu", "reader", "publisher") as somebody:
        await somebody.log_in()
        assert (await somebody.get("/v1/cases", **{"Jejak-Role": named})).status_code == 403
