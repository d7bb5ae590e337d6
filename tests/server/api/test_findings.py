"""What is found of events on record: each kind once it is sealed, shown to those who see the event."""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.events import read_event
from server.api import findings as module
from server.auth.principal import Role
from server.evidence.sealer import Sealer
from tests.server.api.agencies import SIGNED, Event, Key, event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROSECUTOR, AUDITOR = "kejari-ttu", "auditor"
ARTICLES = {"articles": ["UU-21-2007:2"], "report_number": "LP/1/III/2026"}
LOOKED = "SELECT (SELECT position FROM jejak.findings_head), (SELECT position FROM jejak.log_head)"
ROOTS = "SELECT size, root FROM jejak.log_checkpoints ORDER BY size"


async def rows(shared: Deployment, query: str) -> list[tuple[Any, ...]]:
    async with shared.services.pool.connection() as conn:
        return await (await conn.execute(query.encode())).fetchall()


async def looked_through(shared: Deployment) -> None:
    """Everything on record is in the ledgers, sealed and looked through."""
    await shared.settled()
    await Sealer(shared.services).run_once()
    ((upto, head),) = await rows(shared, LOOKED)
    assert upto == head


async def findings(shared: Deployment, agency: str, role: Role = "reader", **asked: Any) -> list[Event]:
    """What an agency is told, page by page."""
    await looked_through(shared)
    caller, items = await shared.caller(agency, role), list[Event]()
    page: Event = {"next": 0}
    while page["next"] is not None:
        answer = await caller.get("/v1/log/findings", after=page["next"], limit=2, **asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
    return items


async def seen_last(shared: Deployment) -> dict[str, Any]:
    """Size and root of the newest checkpoint, as an event names them."""
    size, root = (await rows(shared, ROOTS))[-1]
    return {"seensize": size, "seenroot": b64encode(root).decode()}


async def named_last(shared: Deployment) -> dict[str, Any]:
    """The last event of the log, as one of the same case names it."""
    end = (await shared.services.reader.head()).position
    (row,) = await shared.services.reader.page(end - 1, 1)
    return {"prevversion": row.version, "prevhash": read_event(row).hash}


async def filed(shared: Deployment, case: UUID, key: Key | None = None, **attributes: Any) -> int:
    """The police file a report, signed with their key or another of theirs; its position."""
    plain = event(POLICE, "PoliceReportFiled", case, ARTICLES, **attributes)
    signed = (key or shared.keys[POLICE]).sign(plain)
    answer = await (await shared.caller(POLICE)).post(signed, SIGNED)
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


async def test_an_event_that_names_the_log_as_it_is_gives_no_finding(shared: Deployment) -> None:
    case = await shared.open_case()
    await looked_through(shared)
    await filed(shared, case, **await seen_last(shared), prevversion=1, prevhash="0" * 64)
    found = await findings(shared, AUDITOR, "auditor", case=str(case))
    assert [each["kind"] for each in found] == ["prev_differs"]


async def test_an_event_that_names_another_root_is_recorded_and_the_fork_is_told(
    shared: Deployment,
) -> None:
    case = await shared.open_case()
    await looked_through(shared)
    seen = {**await seen_last(shared), "seenroot": b64encode(b"\x01" * 32).decode()}
    position = await filed(shared, case, **seen)
    (found,) = await findings(shared, AUDITOR, "auditor", case=str(case))
    assert (found["position"], found["kind"], found["size"]) == (position, "fork", seen["seensize"])
    assert found["case"] == str(case)


async def test_an_event_that_names_a_tree_that_was_not_there_yet_is_a_fork(shared: Deployment) -> None:
    case = await shared.open_case()
    await looked_through(shared)
    seen = await seen_last(shared)
    position = await filed(shared, case, seensize=seen["seensize"] + 1, seenroot=seen["seenroot"])
    (found,) = await findings(shared, AUDITOR, "auditor", case=str(case))
    assert (found["position"], found["kind"]) == (position, "fork")


async def test_a_tree_between_two_checkpoints_counts_by_its_own_root(shared: Deployment) -> None:
    case = await shared.open_case()
    await looked_through(shared)
    seen = await seen_last(shared)
    await filed(shared, case, seensize=seen["seensize"] - 1, seenroot=seen["seenroot"])
    (found,) = await findings(shared, AUDITOR, "auditor", case=str(case))
    assert (found["kind"], found["size"]) == ("fork", seen["seensize"] - 1)


async def test_what_was_seen_of_the_log_a_week_ago_is_stale(shared: Deployment) -> None:
    case = await shared.open_case()
    await looked_through(shared)
    seen = await seen_last(shared)
    shared.time.pass_by(days=7)
    await filed(shared, case, **seen)
    shared.time.pass_by(minutes=1)
    later = await shared.open_case()
    late = await filed(shared, later, **seen)
    assert await findings(shared, AUDITOR, "auditor", case=str(case)) == []
    (found,) = await findings(shared, AUDITOR, "auditor", case=str(later))
    assert (found["position"], found["kind"], found["size"]) == (late, "stale_seen", seen["seensize"])


async def test_an_event_that_passes_over_what_its_publisher_was_owed_is_a_gap(shared: Deployment) -> None:
    case = await shared.open_case()
    prev = await named_last(shared)
    triage = {"person": str(uuid4()), "urgency": "urgent"}
    passed_over = (await shared.publish(OWNER, event(OWNER, "ReportTriaged", case, triage)))["position"]
    await shared.settled()
    position = await filed(shared, case, **prev)
    (found,) = await findings(shared, AUDITOR, "auditor", case=str(case))
    assert (found["position"], found["kind"], found["event"]) == (position, "gap", passed_over)


async def test_who_names_the_last_event_that_is_open_to_it_passes_over_none(shared: Deployment) -> None:
    """A service is told to the police as a bare row: they cannot name it, and it is no gap."""
    case = await shared.open_case()
    prev = await named_last(shared)
    await shared.publish(
        OWNER, event(OWNER, "ServiceOpened", case, {"person": str(uuid4()), "service": "legal_aid"})
    )
    await shared.settled()
    await filed(shared, case, **prev)
    assert await findings(shared, AUDITOR, "auditor", case=str(case)) == []


async def test_own_events_are_never_passed_over(shared: Deployment) -> None:
    case = await shared.open_case()
    await shared.settled()
    prev = await named_last(shared)
    await filed(shared, case, **prev)
    await shared.settled()
    await filed(shared, case, **prev)
    assert await findings(shared, AUDITOR, "auditor", case=str(case)) == []


async def test_what_is_sealed_later_than_promised_is_told(shared: Deployment) -> None:
    await shared.open_case()
    await looked_through(shared)
    case = await shared.open_case()
    position = (await shared.services.reader.head()).position
    shared.time.pass_by(seconds=61)
    (found,) = await findings(shared, OWNER, case=str(case))
    assert (found["position"], found["kind"], found["size"]) == (position, "late_sealed", position)


@pytest.mark.asyncio(loop_scope="function")
async def test_what_was_recorded_before_the_log_was_first_sealed_is_not_late(deployment: Deployment) -> None:
    await deployment.open_case()
    deployment.time.pass_by(days=1)
    assert await findings(deployment, AUDITOR, "auditor") == []


async def test_a_finding_is_told_to_those_who_see_the_event_and_to_those_who_watch_over_the_log(
    shared: Deployment,
) -> None:
    case = await shared.open_case()
    triage = {"person": str(uuid4()), "urgency": "urgent"}
    await shared.publish(OWNER, event(OWNER, "ReportTriaged", case, triage, prevversion=1, prevhash="0" * 64))
    for agency, role, told in (
        (OWNER, "reader", 1),
        (POLICE, "reader", 1),
        (AUDITOR, "auditor", 1),
        ("deployment", "operator", 1),
        (STRANGER, "reader", 0),
        (STRANGER, "auditor", 0),
        (STRANGER, "operator", 0),
        (PROSECUTOR, "reader", 0),
        ("coordinator", "coordinator", 0),
    ):
        assert len(await findings(shared, agency, role, case=str(case))) == told, (agency, role)
        everywhere = await findings(shared, agency, role)
        assert len([each for each in everywhere if each["case"] == str(case)]) == told, (agency, role)


async def test_of_a_gap_the_event_passed_over_is_told_to_those_who_may_know_of_it(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await shared.open_case()
    prev = await named_last(shared)
    triage = {"person": str(uuid4()), "urgency": "urgent"}
    hidden = (await shared.publish(OWNER, event(OWNER, "ReportTriaged", case, triage)))["position"]
    await shared.settled()
    await filed(shared, case, **prev)
    real = module.level_at
    monkeypatch.setattr(
        module,
        "level_at",
        lambda s, a, state, position: 0 if position == hidden else real(s, a, state, position),
    )
    (found,) = await findings(shared, POLICE, case=str(case))
    assert (found["kind"], "event" in found) == ("gap", False)


async def test_what_is_read_of_findings_is_on_record(shared: Deployment) -> None:
    case = await shared.open_case()
    await filed(shared, case, prevversion=1, prevhash="0" * 64)
    await findings(shared, POLICE, case=str(case))
    query = (
        "SELECT agency, positions FROM jejak.reads WHERE call = 'listFindings' ORDER BY read_id DESC LIMIT 1"
    )
    ((agency, positions),) = await rows(shared, query)
    assert (agency, len(positions)) == (POLICE, 1)


async def test_a_limit_that_is_too_high_is_refused_by_name_as_of_every_list(shared: Deployment) -> None:
    caller = await shared.caller("polres-ttu", "reader")
    for path in ("/v1/log/findings", "/v1/cases"):
        answer = await caller.get(path, limit=1_000_000)
        told = answer.json()
        assert (answer.status_code, told["type"]) == (400, "/problems/invalid_parameter")
        assert told["field"] == "limit"
        assert "range that the OpenAPI document gives it" in told["detail"]
    assert (await caller.get("/v1/log/findings", limit=200)).status_code == 200
