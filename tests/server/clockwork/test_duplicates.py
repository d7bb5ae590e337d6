"""The same victim reported twice is suspected, by values that are shown to nobody (Sc-7, Sc-12)."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.server.clockwork.works import BORN, HOST, NGO, PHONE, RSUD, UPTD, Works


async def reported_twice(works: Works, **second: Any) -> list[tuple[UUID, UUID]]:
    """By two agencies, both reports routed to the UPTD PPA."""
    same = {"routed_to": [UPTD], "victim_phone": PHONE, "victim_birth_year": BORN}
    return [await works.report(NGO, **same), await works.report(RSUD, **{**same, **second})]


async def test_two_cases_with_the_same_phone_and_birth_year_are_suspected_once(works: Works) -> None:
    first, second = await reported_twice(works, victim_name="Kanari Dua")
    assert [await works.run(), await works.run()] == [1, 0]
    (suspected,) = await works.recorded("DuplicateSuspected")
    assert suspected.agency == HOST
    assert {(pair.case, pair.person) for pair in suspected.data.pairs} == {first, second}
    assert suspected.data.matched_on == ("phone", "birth_year")
    assert suspected.data.stewards == (UPTD,)


@pytest.mark.parametrize(
    "second",
    [
        {"victim_phone": "+6281234567891"},
        {"victim_birth_year": BORN + 1},
        {"victim_birth_year": None},
        {"person": None},
    ],
    ids=["another phone", "another year", "no year", "nobody named"],
)
async def test_less_than_the_same_is_not_suspected(works: Works, second: dict[str, Any]) -> None:
    kept = {name: value for name, value in second.items() if value is not None}
    same = {"routed_to": [UPTD], "victim_phone": PHONE, "victim_birth_year": BORN}
    await works.report(NGO, **same)
    missing = {name for name, value in second.items() if value is None}
    fields = {name: value for name, value in {**same, **kept}.items() if name not in missing}
    if "person" in missing:
        data = {"channel": "phone", **fields}
        await works.publish(RSUD, "ReportReceived", uuid4(), data)
    else:
        await works.report(RSUD, **fields)
    assert await works.run() == 0


async def test_a_phone_written_with_the_trunk_zero_is_the_same_phone(works: Works) -> None:
    await reported_twice(works, victim_phone="+62081234567890")
    assert await works.run() == 1


async def test_a_registration_with_a_date_of_birth_meets_a_report_with_a_year(works: Works) -> None:
    await works.report(NGO, routed_to=[UPTD], victim_phone=PHONE, victim_birth_year=BORN)
    case, person = await works.report(UPTD)
    registered = {"person": str(person), "sex": "female", "age_band": "24-26", "child": False}
    identity = {"phone": PHONE, "birth_date": f"{BORN}-05-06"}
    await works.publish(UPTD, "VictimRegistered", case, {**registered, **identity})
    assert await works.run() == 1


async def test_an_identity_number_and_a_passport_match_too_and_are_named_as_what_matched(
    works: Works,
) -> None:
    papers = {"victim_nik": "5303010101010001", "victim_passport": "X1234567"}
    for agency in (NGO, RSUD):
        await works.report(agency, routed_to=[UPTD], **papers)
    await works.run()
    (suspected,) = await works.recorded("DuplicateSuspected")
    assert set(suspected.data.matched_on) == {"nik", "passport"}


async def test_a_further_match_of_the_same_persons_is_a_further_suspicion_in_their_stream(
    works: Works,
) -> None:
    _, (case, person) = await reported_twice(works)
    (other, _), _ = await reported_twice(works, victim_nik="5303010101010001")
    await works.run()
    before = await works.recorded("DuplicateSuspected")
    assert len(before) == 6, "four reports of one person: every two of them"
    await works.publish(
        UPTD, "IdentityVerified", case, {"person": str(person), "matched": True, "nik": "5303010101010001"}
    )
    await works.run()
    after = (await works.recorded("DuplicateSuspected"))[len(before) :]
    assert [each.data.matched_on for each in after] == [("nik",)]
    assert after[0].case in {each.case for each in before}
    assert other not in {pair.case for pair in after[0].data.pairs}


async def test_two_persons_of_one_case_are_not_suspected(works: Works) -> None:
    case, _ = await works.report(UPTD, victim_phone=PHONE, victim_birth_year=BORN)
    sister = {"channel": "phone", "person": str(uuid4()), "victim_phone": PHONE, "victim_birth_year": BORN}
    await works.publish(UPTD, "ReportReceived", case, sister)
    assert await works.run() == 0


async def test_a_value_that_stands_in_more_events_than_one_persons_would_accuses_nobody(works: Works) -> None:
    broker = {"channel": "phone", "victim_phone": PHONE, "victim_birth_year": BORN}
    case, _ = await works.report(NGO)
    for _ in range(51):
        await works.publish(NGO, "ReportReceived", case, {**broker, "person": str(uuid4())})
    await works.report(RSUD, victim_phone=PHONE, victim_birth_year=BORN)
    assert await works.run() == 0


async def test_the_suspicion_is_the_stewards_alone(works: Works) -> None:
    await reported_twice(works)
    await works.run()
    await works.deployment.settled()
    (suspected,) = await works.recorded("DuplicateSuspected")
    seen = {}
    for agency in (UPTD, NGO, RSUD):
        caller = await works.deployment.caller(agency, "reader")
        items = (await caller.get("/v1/feed", after=0, limit=500)).json()["items"]
        seen[agency] = suspected.position in {item.get("logposition") for item in items}
    assert seen == {UPTD: True, NGO: False, RSUD: False}


async def test_where_nobody_is_on_both_cases_the_secretariat_is_told(works: Works) -> None:
    for agency in (NGO, RSUD):
        await works.report(agency, victim_phone=PHONE, victim_birth_year=BORN)
    await works.run()
    (suspected,) = await works.recorded("DuplicateSuspected")
    assert suspected.data.stewards == ("coordinator",)


async def test_the_steward_links_them_in_the_stream_of_the_suspicion(works: Works) -> None:
    pairs = [{"case": str(case), "person": str(person)} for case, person in await reported_twice(works)]
    await works.run()
    (suspected,) = await works.recorded("DuplicateSuspected")
    linked = {"pairs": pairs, "reason": "same_contact"}
    assert await works.publish(UPTD, "DuplicateLinked", suspected.case, linked) > suspected.position


async def test_with_the_key_of_a_person_its_entries_go_and_nothing_is_suspected(works: Works) -> None:
    await works.report(NGO, routed_to=[UPTD], victim_phone=PHONE, victim_birth_year=BORN)
    with psycopg.connect(works.services.settings.database_url, autocommit=True) as owner:
        assert owner.execute("SELECT count(*) FROM jejak.matches").fetchone() == (1,)
        owner.execute("DELETE FROM jejak.data_keys WHERE owner LIKE '%/person/%'")
        assert owner.execute("SELECT count(*) FROM jejak.matches").fetchone() == (0,)
    await works.report(RSUD, routed_to=[UPTD], victim_phone=PHONE, victim_birth_year=BORN)
    assert await works.run() == 0


async def test_an_entry_written_after_its_key_was_destroyed_counts_for_nothing(works: Works) -> None:
    """Another process may still hold the key in its cache when erasure destroys it."""
    case, person = await works.report(NGO, routed_to=[UPTD], victim_phone=PHONE, victim_birth_year=BORN)
    with psycopg.connect(works.services.settings.database_url, autocommit=True) as owner:
        owner.execute("DELETE FROM jejak.data_keys WHERE owner LIKE '%/person/%'")
    again = {"channel": "phone", "person": str(person), "victim_phone": PHONE, "victim_birth_year": BORN}
    await works.publish(NGO, "ReportReceived", case, again)
    await works.report(RSUD, routed_to=[UPTD], victim_phone=PHONE, victim_birth_year=BORN)
    assert await works.run() == 0


async def test_no_value_stands_in_the_index_nor_in_the_suspicion(works: Works) -> None:
    await reported_twice(works, victim_nik="5303010101010001")
    await works.run()
    (suspected,) = await works.recorded("DuplicateSuspected")
    with psycopg.connect(works.services.settings.database_url) as owner:
        index = owner.execute("SELECT string_agg(matches::text, ' ') FROM jejak.matches").fetchone()
    for told in (str(index), suspected.payload.decode()):
        assert PHONE[1:] not in told
        assert str(BORN) not in told.replace(str(suspected.case), "")
        assert "5303010101010001" not in told
