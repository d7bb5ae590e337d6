"""A replay tells what was so, what differs and what each event changed: from the log, from nothing else."""

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from projections.fingerprint import Copy, table_sum
from projections.owner import owner_connection
from projections.view import View
from server.replaying.moments import NoMoment
from server.replaying.replay import NothingToReplay
from server.start import projections_under
from tests.server.api.deployment import Deployment
from tests.server.replaying.conftest import NAME, OWNER, POLICE, Lines, Played, Replayed, of, play, replayer

pytestmark = pytest.mark.asyncio(loop_scope="module")

Rows = dict[str, dict[str, Any]]


async def live_sums(deployment: Deployment) -> dict[str, str]:
    """The SHA-256 of every table of the live views."""
    found: dict[str, str] = {}
    services = deployment.services
    async with owner_connection(services.settings.database_url) as conn, conn.transaction():
        for view in projections_under(services.rules):
            for table in view.tables if isinstance(view, View) else ():
                told = await table_sum(Copy(conn, view.schema), table)
                found[f"{view.name}.{table.name}"] = told.checksum
    return found


def told_sums(lines: Lines) -> dict[str, str]:
    return {f"{each['view']}.{each['table']}": each["sha256"] for each in of("table", lines)}


def rows(lines: Lines) -> Rows:
    """The rows that a state tells, by the view, the table and the key of each."""
    return {json.dumps([each["of"], each["which"]]): each["row"] for each in of("row", lines)}


def moved(before: Rows, changes: Lines) -> Rows:
    """Rows after some differences."""
    after = {key: dict(row) for key, row in before.items()}
    for each in (change for change in changes if "." in change["of"]):
        key = json.dumps([each["of"], each["which"]])
        if each["change"] == "went":
            assert after.pop(key) == each["before"]
        elif each["change"] == "came":
            assert key not in after
            after[key] = each["after"]
        else:
            assert each["before"].items() <= after[key].items()
            after[key] |= each["after"]
    return after


async def test_the_hash_of_every_table_is_that_of_the_live_view_at_that_position(
    alone: Deployment,
) -> None:
    played, replayed = await play(alone), replayer(alone)
    then = await live_sums(alone)
    await alone.open_case()
    await alone.settled()
    assert told_sums(await replayed(played.accepted)) == then
    head = (await alone.services.reader.head()).position
    assert told_sums(await replayed(head)) == await live_sums(alone) != then


async def test_a_replay_does_not_ask_the_live_views(
    alone: Deployment,
) -> None:
    played, replayed = await play(alone), replayer(alone)
    told = await replayed(played.accepted, case=played.case)
    with psycopg.connect(alone.services.settings.database_url) as owner:
        owner.execute("DELETE FROM view_case_file.cases")
        owner.execute("DELETE FROM view_timeline.events")
    assert await replayed(played.accepted, case=played.case) == told


async def test_every_case_is_told_as_it_stood(played: Played, replayed: Replayed) -> None:
    told = {each["case"]: each["row"] for each in of("case", await replayed(played.elsewhere))}
    assert told.keys() == {str(played.case), str(played.other)}
    assert (told[str(played.case)]["version"], told[str(played.case)]["legal_stage"]) == (2, "LP")
    before = {each["case"]: each["row"] for each in of("case", await replayed(played.reported))}
    assert before.keys() == {str(played.case)}
    assert before[str(played.case)]["legal_stage"] is None


async def test_a_case_is_told_with_the_events_that_its_facts_come_from(
    played: Played, replayed: Replayed
) -> None:
    (state,) = of("state", await replayed(played.accepted, case=played.case))
    (referral,) = state["state"]["referrals"]
    assert (referral["status"], referral["positions"]["status"]) == ("accepted", played.accepted)
    (earlier,) = of("state", await replayed(played.offered, case=played.case))
    assert earlier["state"]["referrals"][0]["status"] == "offered"


async def test_what_differs_turns_the_rows_of_one_moment_into_those_of_the_other(
    played: Played, replayed: Replayed
) -> None:
    before, after = [rows(await replayed(p, case=played.case)) for p in (played.reported, played.accepted)]
    wish = {"upto": str(played.accepted), "case": played.case}
    differing = of("difference", await replayed(played.reported, **wish))
    assert moved(before, [each["difference"] for each in differing]) == after != before
    steps = of("step", await replayed(played.reported, **wish, step=True))
    assert moved(before, [change for step in steps for change in step["changes"]]) == after


async def test_what_differs_in_the_whole_log_is_told_case_by_case(played: Played, replayed: Replayed) -> None:
    told = await replayed(played.reported, upto=str(played.accepted))
    assert {(each["case"], each["events"], each["last"]) for each in of("moved", told)} == {
        (str(played.case), 3, played.accepted),
        (str(played.other), 1, played.elsewhere),
    }
    after = rows(await replayed(played.accepted, case=played.case))
    before = rows(await replayed(played.reported, case=played.case))
    mine = [each["difference"] for each in of("difference", told) if each["case"] == str(played.case)]
    assert moved(before, mine) == after


async def test_each_event_is_told_with_what_it_changed_and_with_nothing_else(
    played: Played, replayed: Replayed
) -> None:
    steps = of("step", await replayed(played.accepted, step=True))
    assert [step["position"] for step in steps] == list(range(1, played.accepted + 1))
    accepted = {(each["of"], each["change"]) for each in steps[-1]["changes"]}
    assert ("referral_board.referrals", "changed") in accepted
    assert steps[-1]["type"] == "ReferralAccepted"
    changes = [each for step in steps if step["case"] == str(played.case) for each in step["changes"]]
    assert moved({}, changes) == rows(await replayed(played.accepted, case=played.case))


async def test_the_steps_of_a_case_tell_its_facts_too(played: Played, replayed: Replayed) -> None:
    told = await replayed(played.offered, upto=str(played.accepted), case=played.case, step=True)
    (step,) = of("step", told)
    (referral,) = [each for each in step["changes"] if each["of"] == "referrals"]
    assert (referral["before"]["status"], referral["after"]["status"]) == ("offered", "accepted")


async def test_a_time_is_the_moment_after_the_last_event_recorded_by_then(
    shared: Deployment, played: Played, replayed: Replayed
) -> None:
    log = shared.services.reader
    (filed,) = await log.page(played.filed - 1, 1)
    for time, position in (
        (filed.recordedat, played.filed),
        (filed.recordedat + timedelta(minutes=59), played.filed),
        (filed.recordedat - timedelta(microseconds=1), played.reported),
        (filed.recordedat + timedelta(days=9), played.accepted),
        (filed.recordedat - timedelta(days=9), 0),
    ):
        (moment,) = of("moment", await replayed(time.isoformat()))
        assert moment["position"] == position


@pytest.mark.parametrize("named", ["0", "99999", "yesterday", "2026-03-02T08:00:00", "-1", "1.5", ""])
async def test_what_names_no_moment_of_the_log_is_refused(
    played: Played, replayed: Replayed, named: str
) -> None:
    with pytest.raises(NoMoment):
        await replayed(named)


async def test_differences_are_those_of_a_later_moment(played: Played, replayed: Replayed) -> None:
    with pytest.raises(NoMoment):
        await replayed(played.accepted, upto=str(played.reported))


async def test_a_case_that_was_not_there_by_then_is_not_told(played: Played, replayed: Replayed) -> None:
    with pytest.raises(NothingToReplay):
        await replayed(played.filed, case=played.other)
    (state,) = of("state", await replayed(played.elsewhere, case=played.other))
    assert state["state"]["opened"]["by"] == POLICE


async def test_a_case_is_told_up_to_the_event_that_cannot_be_read(
    alone: Deployment,
) -> None:
    played, replayed = await play(alone), replayer(alone)
    with psycopg.connect(alone.services.settings.database_url) as owner:
        owner.execute("GRANT UPDATE ON jejak.log TO CURRENT_USER")
        owner.execute("ALTER TABLE jejak.log DISABLE TRIGGER append_only")
        unknown = "UPDATE jejak.log SET topic = 'jejak.NeverHeardOf.v1' WHERE notification_id = %s"
        owner.execute(unknown, [played.offered])
    told = await replayed(played.accepted, case=played.case)
    assert of("state", told)[0]["state"]["last_position"] == played.filed
    assert {each["position"] for each in of("parked", told)} == {played.offered}
    whole = of("parked", await replayed(played.accepted, step=True))
    assert (whole[0]["case"], whole[0]["error_type"]) == (str(played.case), "UnknownEventType")


async def test_no_value_of_another_class_is_told_unasked(played: Played, replayed: Replayed) -> None:
    wishes: tuple[dict[str, Any], ...] = (
        {},
        {"step": True},
        {"case": played.case},
        {"case": played.case, "step": True},
        {"case": played.case, "known_to": OWNER, "basis": "owed"},
    )
    for wish in wishes:
        assert NAME not in json.dumps(await replayed(played.accepted, **wish))


async def test_nothing_of_a_replay_stays_also_where_nobody_reads_it_to_the_end(
    shared: Deployment, played: Played, replayed: Replayed
) -> None:
    await replayed(played.accepted)
    with pytest.raises(NothingToReplay):
        await replayed(played.filed, case=played.other)
    with psycopg.connect(shared.services.settings.database_url) as owner:
        query = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'replay_')"
        assert owner.execute(query).fetchall() == []
