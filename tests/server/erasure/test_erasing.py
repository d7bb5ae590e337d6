"""An approved erasure: keys destroyed, copies called back, both on record (UU 27/2022 arts 43-45; Sc-6)."""

from datetime import date, timedelta
from uuid import uuid4

import psycopg

from projections.rebuild import rebuild
from server.ledger.queries import LedgerReader
from server.ledger.verify import verify_chain
from server.ledger.writer import Ledger
from server.rules import load_rules
from tests.server.api.agencies import NOW
from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import NGO, RSUD, UPTD, Works
from tests.server.erasure.given import (
    DPO,
    FINDINGS,
    NAME,
    PHONE,
    STORY,
    approve,
    confirm,
    feed,
    key_count,
    opened,
    shredded,
    told_case,
    version_of,
)


async def test_keys_of_the_approved_classes_go_and_nothing_else(
    works: Works, deployment: Deployment, database: str
) -> None:
    told = await told_case(works)
    keys = key_count(database)
    await deployment.settled()
    assert await opened(deployment, NGO) == {"name", "phone", "statement", "findings"}
    await approve(works, told, "psychosocial")
    assert await works.run() == 1
    (gone,) = await works.recorded("KeyShredded")
    assert (gone.data.erasure, gone.data.person, gone.data.classes) == (
        told.erasure,
        told.person,
        ("psychosocial",),
    )
    assert (gone.data.keys, gone.data.events) == (1, 1)
    assert key_count(database) == keys - 1
    assert len(deployment.services.erased) == 1
    for agency in (UPTD, NGO):
        assert await opened(deployment, agency) == {"name", "phone", "statement"}


async def test_every_agency_that_had_it_is_told_to_purge_it_and_no_other(
    works: Works, deployment: Deployment
) -> None:
    told = await told_case(works)
    await works.publish(UPTD, "ConsentWithdrawn", told.case, {"person": str(told.person)})
    await approve(works, told, "psychosocial")
    await works.run()
    await deployment.settled()
    rows = {agency: shredded(await feed(deployment, agency)) for agency in (UPTD, NGO, RSUD, DPO)}
    assert {agency: len(found) for agency, found in rows.items()} == {UPTD: 1, NGO: 1, RSUD: 0, DPO: 0}
    (row,) = rows[NGO]
    assert row["detail"] == {"level": 2, "erasure": str(told.erasure), "classes": ["psychosocial"]}
    assert (row["classes"], "event" in row) == ([], False)


async def test_an_erasure_is_completed_when_all_who_had_the_data_have_confirmed(
    works: Works, deployment: Deployment
) -> None:
    told = await told_case(works)
    await approve(works, told, "psychosocial")
    assert [await works.run(), await works.run()] == [1, 0]
    for agency in (UPTD, NGO):
        assert (await confirm(deployment, agency, told.erasure)).status_code == 200
    assert [await works.run(hours=1), await works.run()] == [1, 0]
    (completed,) = await works.recorded("ErasureCompleted")
    assert (completed.data.confirmed_by, completed.data.awaited) == ((NGO, UPTD), ())
    assert completed.occurred == NOW
    assert completed.data.unreadable_from == date(2026, 5, 6)


async def test_who_has_not_confirmed_when_the_time_is_over_is_named(
    works: Works, deployment: Deployment
) -> None:
    told = await told_case(works)
    await approve(works, told, "psychosocial")
    await works.run()
    await confirm(deployment, NGO, told.erasure)
    assert [await works.run(hours=72), await works.run(seconds=1)] == [0, 1]
    (completed,) = await works.recorded("ErasureCompleted")
    assert (completed.data.confirmed_by, completed.data.awaited) == ((NGO,), (UPTD,))
    assert completed.occurred == NOW + timedelta(hours=72, seconds=1)


async def test_what_nobody_was_given_is_completed_at_once(works: Works, deployment: Deployment) -> None:
    told = await told_case(works)
    await approve(works, told, "location")
    assert (
        await works.run() + await works.run() == 2
    )  # the second fact may be found in the round of the first
    (gone,), (completed,) = await works.recorded("KeyShredded"), await works.recorded("ErasureCompleted")
    assert (gone.data.keys, completed.data.confirmed_by, completed.data.unreadable_from) == (0, (), None)


async def test_a_confirmation_is_given_once_and_only_for_what_the_agency_was_told_of(
    works: Works, deployment: Deployment
) -> None:
    told = await told_case(works)
    await approve(works, told, "psychosocial")
    await works.run()
    await deployment.settled()
    first = await confirm(deployment, NGO, told.erasure)
    deployment.time.pass_by(hours=1)
    again = await confirm(deployment, NGO, told.erasure)
    assert first.json() == again.json()
    assert first.json()["confirmedat"] == "2026-03-02T08:00:00Z"
    for agency, erasure in ((RSUD, told.erasure), (NGO, uuid4())):
        assert (await confirm(deployment, agency, erasure)).status_code == 404
    officer = await deployment.caller(NGO, "dpo")
    refused = await officer.post_to(f"/v1/erasures/{told.erasure}/confirm", {})
    assert refused.status_code == 403


async def test_a_hold_placed_after_the_approval_keeps_the_keys(works: Works, database: str) -> None:
    told = await told_case(works)
    keys = key_count(database)
    await approve(works, told, "psychosocial")
    hold = {"hold": str(uuid4()), "ground": "audit", "person": str(told.person)}
    await works.publish(DPO, "LegalHoldPlaced", told.case, hold)
    assert [await works.run(), await works.recorded("KeyShredded")] == [0, []]
    assert key_count(database) == keys


async def test_ledgers_hold_together_and_a_second_one_made_from_the_log_is_the_same(
    works: Works, deployment: Deployment, database: str
) -> None:
    told = await told_case(works)
    await approve(works, told, "psychosocial", "victim_identity", "narrative")
    await works.run()
    await deployment.settled()
    ledger = LedgerReader(deployment.services.pool)
    for agency in (UPTD, NGO, DPO):
        await verify_chain(ledger, agency)
    rebuilt = await rebuild(Ledger(load_rules().matrix), database)
    assert rebuilt.equal


async def test_counts_and_what_was_known_stay_without_the_values(
    works: Works, deployment: Deployment
) -> None:
    told = await told_case(works)
    caller = await deployment.caller(NGO, "reader")
    await deployment.settled()
    await feed(deployment, NGO)
    await approve(works, told, "psychosocial", "victim_identity", "narrative")
    await works.run()
    await deployment.settled()
    case = (await caller.get(f"/v1/cases/{told.case}", known_to=NGO, basis="fetched")).json()
    assert [person["interviews"] for person in case["persons"]] == [1]
    classes = {name for event in case["known_to"]["events"] for name in event["classes"]}
    assert {"psychosocial", "victim_identity"} <= classes
    assert not any(secret in str(case) for secret in (NAME, PHONE, FINDINGS, STORY))


async def test_what_was_matched_on_erased_values_goes_with_them(works: Works, database: str) -> None:
    told = await told_case(works, nik="5303010101900001")
    with psycopg.connect(database) as conn:
        matched = conn.execute("SELECT count(*) FROM jejak.matches").fetchone()
    await approve(works, told, "victim_identity")
    await works.run()
    with psycopg.connect(database) as conn:
        left = conn.execute("SELECT count(*) FROM jejak.matches").fetchone()
    assert (matched, left) == ((1,), (0,))


async def test_what_is_approved_in_two_steps_is_erased_in_two(works: Works, deployment: Deployment) -> None:
    told = await told_case(works)
    await approve(works, told, "psychosocial")
    more = {"erasure": str(told.erasure), "person": str(told.person), "classes": ["narrative"]}
    asked = (await works.recorded("ErasureRequested"))[0]
    because = {"because_source": f"/agencies/{UPTD}", "because_id": asked.id}
    version = await version_of(works, told.case)
    await works.publish(DPO, "ErasureApproved", told.case, {**more, **because}, basedon=version)
    assert await works.run() == 2
    assert [each.data.classes for each in await works.recorded("KeyShredded")] == [
        ("psychosocial",),
        ("narrative",),
    ]
    await deployment.settled()
    assert await opened(deployment, UPTD) == {"name", "phone"}


async def test_new_data_of_the_person_are_sealed_anew_and_open(works: Works, deployment: Deployment) -> None:
    told = await told_case(works)
    await approve(works, told, "psychosocial", "victim_identity")
    await works.run()
    held = {"person": str(told.person), "interview_number": 2, "interviewer_sex": "female", "language": "ind"}
    await works.publish(
        UPTD,
        "IdentificationInterviewHeld",
        told.case,
        {**held, "findings": "Baru"},
    )
    await deployment.settled()
    assert await opened(deployment, UPTD) == {"findings", "statement"}
