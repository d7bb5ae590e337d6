"""What is found of events on record: each kind once it is sealed, shown to those who see the event."""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.body import Signer
from domain.events import read_event
from server.api import findings as module
from server.auth.principal import Role
from server.evidence.keystore import PrivateKey
from server.evidence.sealer import Sealer
from tests.server.api.agencies import SIGNED, Event, Key, event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER

PROSECUTOR, AUDITOR = "kejari-ttu", "auditor"
ARTICLES = {"articles": ["UU-21-2007:2"], "report_number": "LP/1/III/2026"}
LOOKED = "SELECT (SELECT position FROM jejak.findings_head), (SELECT position FROM jejak.log_head)"
ROOTS = "SELECT size, root FROM jejak.log_checkpoints ORDER BY size"


async def rows(deployment: Deployment, query: str) -> list[tuple[Any, ...]]:
    async with deployment.services.pool.connection() as conn:
        return await (await conn.execute(query.encode())).fetchall()


async def looked_through(deployment: Deployment) -> None:
    """Everything on record is in the ledgers, sealed and looked through."""
    await deployment.settled()
    await Sealer(deployment.services).run_once()
    ((upto, head),) = await rows(deployment, LOOKED)
    assert upto == head


async def findings(deployment: Deployment, agency: str, role: Role = "reader", **asked: Any) -> list[Event]:
    """What an agency is told, page by page."""
    await looked_through(deployment)
    caller, items = await deployment.caller(agency, role), list[Event]()
    page: Event = {"next": 0}
    while page["next"] is not None:
        answer = await caller.get("/v1/log/findings", after=page["next"], limit=2, **asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
    return items


async def seen_last(deployment: Deployment) -> dict[str, Any]:
    """Size and root of the newest checkpoint, as an event names them."""
    size, root = (await rows(deployment, ROOTS))[-1]
    return {"seensize": size, "seenroot": b64encode(root).decode()}


async def named_last(deployment: Deployment) -> dict[str, Any]:
    """The last event of the log, as one of the same case names it."""
    end = (await deployment.services.reader.head()).position
    (row,) = await deployment.services.reader.page(end - 1, 1)
    return {"prevversion": row.version, "prevhash": read_event(row).hash}


async def filed(deployment: Deployment, case: UUID, key: Key | None = None, **attributes: Any) -> int:
    """The police file a report, signed with their key or another of theirs; its position."""
    plain = event(POLICE, "PoliceReportFiled", case, ARTICLES, **attributes)
    signed = (key or deployment.keys[POLICE]).sign(plain)
    answer = await (await deployment.caller(POLICE)).post(signed, SIGNED)
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


async def test_an_event_that_names_the_log_as_it_is_gives_no_finding(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await looked_through(deployment)
    await filed(deployment, case, **await seen_last(deployment), prevversion=1, prevhash="0" * 64)
    found = await findings(deployment, AUDITOR, "auditor")
    assert [each["kind"] for each in found] == ["prev_differs"]


async def test_an_event_that_names_another_root_is_recorded_and_the_fork_is_told(
    deployment: Deployment,
) -> None:
    case = await deployment.open_case()
    await looked_through(deployment)
    seen = {**await seen_last(deployment), "seenroot": b64encode(b"\x01" * 32).decode()}
    position = await filed(deployment, case, **seen)
    (found,) = await findings(deployment, AUDITOR, "auditor")
    assert (found["position"], found["kind"], found["size"]) == (position, "fork", seen["seensize"])
    assert found["case"] == str(case)


async def test_an_event_that_names_a_tree_that_was_not_there_yet_is_a_fork(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await looked_through(deployment)
    seen = await seen_last(deployment)
    position = await filed(deployment, case, seensize=seen["seensize"] + 1, seenroot=seen["seenroot"])
    (found,) = await findings(deployment, AUDITOR, "auditor")
    assert (found["position"], found["kind"]) == (position, "fork")


async def test_a_tree_between_two_checkpoints_counts_by_its_own_root(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await looked_through(deployment)
    seen = await seen_last(deployment)
    await filed(deployment, case, seensize=seen["seensize"] - 1, seenroot=seen["seenroot"])
    (found,) = await findings(deployment, AUDITOR, "auditor")
    assert (found["kind"], found["size"]) == ("fork", seen["seensize"] - 1)


async def test_what_was_seen_of_the_log_a_week_ago_is_stale(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await looked_through(deployment)
    seen = await seen_last(deployment)
    deployment.time.pass_by(days=7)
    await filed(deployment, case, **seen)
    deployment.time.pass_by(minutes=1)
    late = await filed(deployment, await deployment.open_case(), **seen)
    (found,) = await findings(deployment, AUDITOR, "auditor")
    assert (found["position"], found["kind"], found["size"]) == (late, "stale_seen", seen["seensize"])


async def test_an_event_that_passes_over_what_its_publisher_was_owed_is_a_gap(deployment: Deployment) -> None:
    case = await deployment.open_case()
    prev = await named_last(deployment)
    triage = {"person": str(uuid4()), "urgency": "urgent"}
    passed_over = (await deployment.publish(OWNER, event(OWNER, "ReportTriaged", case, triage)))["position"]
    await deployment.settled()
    position = await filed(deployment, case, **prev)
    (found,) = await findings(deployment, AUDITOR, "auditor")
    assert (found["position"], found["kind"], found["event"]) == (position, "gap", passed_over)


async def test_who_names_the_last_event_that_is_open_to_it_passes_over_none(deployment: Deployment) -> None:
    """A service is told to the police as a bare row: they cannot name it, and it is no gap."""
    case = await deployment.open_case()
    prev = await named_last(deployment)
    await deployment.publish(
        OWNER, event(OWNER, "ServiceOpened", case, {"person": str(uuid4()), "service": "legal_aid"})
    )
    await deployment.settled()
    await filed(deployment, case, **prev)
    assert await findings(deployment, AUDITOR, "auditor") == []


async def test_own_events_are_never_passed_over(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await deployment.settled()
    prev = await named_last(deployment)
    await filed(deployment, case, **prev)
    await deployment.settled()
    await filed(deployment, case, **prev)
    assert await findings(deployment, AUDITOR, "auditor") == []


async def test_what_is_sealed_later_than_promised_is_told(deployment: Deployment) -> None:
    await deployment.open_case()
    await looked_through(deployment)
    case = await deployment.open_case()
    position = (await deployment.services.reader.head()).position
    deployment.time.pass_by(seconds=61)
    (found,) = await findings(deployment, OWNER, case=str(case))
    assert (found["position"], found["kind"], found["size"]) == (position, "late_sealed", position)


async def test_what_was_recorded_before_the_log_was_first_sealed_is_not_late(deployment: Deployment) -> None:
    await deployment.open_case()
    deployment.time.pass_by(days=1)
    assert await findings(deployment, AUDITOR, "auditor") == []


async def test_what_a_key_in_other_hands_signed_is_flagged_and_nothing_else(deployment: Deployment) -> None:
    case, root = await deployment.open_case(), deployment.roots[POLICE]
    stolen = Key(POLICE)
    signer = Signer(root.kid, root.private.sign)
    pair = PrivateKey(stolen.public, stolen.private)
    await deployment.registrar().register_key(POLICE, pair, "device", signer)
    before = await filed(deployment, case, stolen)
    since = [await filed(deployment, case, stolen) for _ in range(2)]
    with_another_key = await filed(deployment, case)
    data = {"kid": stolen.kid, "reason": "compromised", "compromised_since": since[0]}
    said = root.sign(event(POLICE, "KeyRevoked", deployment.stream_of(POLICE), data))
    revoked = (await (await deployment.caller(POLICE)).post(said, SIGNED)).json()["position"]
    found = await findings(deployment, AUDITOR, "auditor")
    assert [(each["position"], each["kind"], each["event"]) for each in found] == [
        (position, "key_compromised", revoked) for position in since
    ]
    assert before < since[0] < since[1] < with_another_key
    assert len(await findings(deployment, POLICE, case=str(case))) == 2


async def test_a_finding_is_told_to_those_who_see_the_event_and_to_those_who_watch_over_the_log(
    deployment: Deployment,
) -> None:
    case = await deployment.open_case()
    triage = {"person": str(uuid4()), "urgency": "urgent"}
    await deployment.publish(
        OWNER, event(OWNER, "ReportTriaged", case, triage, prevversion=1, prevhash="0" * 64)
    )
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
        for asked in ({}, {"case": str(case)}):
            assert len(await findings(deployment, agency, role, **asked)) == told, (agency, role, asked)


async def test_of_a_gap_the_event_passed_over_is_told_to_those_who_may_know_of_it(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await deployment.open_case()
    prev = await named_last(deployment)
    triage = {"person": str(uuid4()), "urgency": "urgent"}
    hidden = (await deployment.publish(OWNER, event(OWNER, "ReportTriaged", case, triage)))["position"]
    await deployment.settled()
    await filed(deployment, case, **prev)
    real = module.level_at
    monkeypatch.setattr(
        module,
        "level_at",
        lambda s, a, state, position: 0 if position == hidden else real(s, a, state, position),
    )
    (found,) = await findings(deployment, POLICE)
    assert (found["kind"], "event" in found) == ("gap", False)


async def test_what_is_read_of_findings_is_on_record(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await filed(deployment, case, prevversion=1, prevhash="0" * 64)
    await findings(deployment, POLICE, case=str(case))
    query = (
        "SELECT agency, positions FROM jejak.reads WHERE call = 'listFindings' ORDER BY read_id DESC LIMIT 1"
    )
    ((agency, positions),) = await rows(deployment, query)
    assert (agency, len(positions)) == (POLICE, 1)
