"""What a dossier holds for whom: what the requester may hold, and of values those that the dispute is about;
what is on record of it."""

import json
from base64 import b64encode, urlsafe_b64decode
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from domain.catalogue.fields import DataClass
from tests.server.api.agencies import BATCH, PLAIN, event
from tests.server.api.deployment import Deployment
from tests.server.api.refusals_of_calls import without_read_log
from tests.server.dossier.telling import (
    ADDRESS,
    ARGUMENT,
    EXPERT,
    INSTRUCTION,
    NAME,
    NOTES,
    OPINION,
    OWNER,
    POLICE,
    PROSECUTOR,
    REPORT,
    SUSPECT,
    Dispute,
    Fetch,
    asked,
    body,
    dossier,
    feed_of,
)
from tests.server.dossier.witnesses import Witnesses, seal_finally

pytestmark = pytest.mark.asyncio(loop_scope="module")
PARTIES = (POLICE, PROSECUTOR, EXPERT)
CANARIES = {NAME, ADDRESS, NOTES, SUSPECT, INSTRUCTION, ARGUMENT, REPORT, OPINION}
OF_THE_DISPUTE = {SUSPECT, REPORT, INSTRUCTION, ARGUMENT, OPINION}


# No more than the requester may hold


@pytest.mark.parametrize("agency", PARTIES)
async def test_no_body_and_no_value_is_in_it_that_the_feed_does_not_show_the_requester(
    witnessed: Deployment, told: Dispute, of_told: Fetch, agency: str
) -> None:
    """The feed is held to the matrix by an oracle of its own (tests/server/need_to_know)."""
    may = await feed_of(witnessed, agency, told.case)
    made = await of_told(agency)
    assert made.of_case.keys() == {at for at, row in may.items() if "event" in row}
    assert {each["position"] for each in made.json("stages.json")} == {
        at for at, row in may.items() if "stage" in row
    }
    for at, held in made.of_case.items():
        shown = may[at]["event"]
        assert held["state"] == f"{shown['protected']}.{shown['payload']}.{shown['signature']}"
        assert set(held["disclosures"]) <= set(shown.get("header", {}).get("disclosures", []))


@pytest.mark.parametrize(
    ("agency", "role", "holds"),
    [
        (POLICE, "reader", OF_THE_DISPUTE),
        (PROSECUTOR, "reader", OF_THE_DISPUTE),
        (EXPERT, "reader", {ARGUMENT, OPINION}),
        ("auditor", "auditor", set()),
    ],
)
async def test_values_are_opened_of_what_the_dispute_is_about_and_of_nothing_else(
    of_told: Fetch, agency: str, role: Any, holds: set[str]
) -> None:
    """Police and prosecutor may read the victim's name in the case; the dossier leaves without it."""
    made = await of_told(agency, role)
    values = json.dumps(made.disclosed)
    assert {each for each in CANARIES if each in values} == holds
    everything = b"".join(made.files.values()).decode("utf-8", "replace")
    assert {each for each in CANARIES if each in everything or each in made.page} <= holds


async def test_an_auditor_reads_every_body_and_no_value(
    witnessed: Deployment, told: Dispute, of_told: Fetch
) -> None:
    made = await of_told("auditor", "auditor")
    state = (await witnessed.services.cases.at_head([told.case]))[told.case]
    assert made.of_case.keys() == {head.position for head in state.events}
    assert made.json("stages.json") == []
    assert not any(each["disclosures"] for each in made.events.values())


async def test_an_auditor_is_given_what_its_broken_glass_opens_and_the_reason_is_on_record(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).tells()
    hour = witnessed.time().replace(minute=30).isoformat()
    opened = {"classes": ["suspect_identity"], "until": hour, "reason": "danger_to_life", "second": uuid4()}
    broken = event("auditor", "BreakGlassOpened", story.case, opened, actor=str(uuid4()))
    await witnessed.publish("auditor", broken)
    await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, "auditor", story.dispute, "auditor")
    assert made.disclosed[story.positions["SuspectDesignated"]] == {"name": SUSPECT}
    assert SUSPECT in made.page
    ((reason,),) = await reads(witnessed, "reason", "auditor", story)
    assert reason == "dispute"


async def test_bare_rows_stand_with_code_and_date_alone(told: Dispute, of_told: Fetch) -> None:
    made = await of_told(PROSECUTOR)
    rows = {each["position"]: each for each in made.json("stages.json")}
    assert rows[told.positions["ShelterPlaced"]].keys() == {"position", "code", "date"}
    assert "ShelterPlaced" not in b"".join(made.files.values()).decode("utf-8", "replace")


async def test_identities_are_opened_to_nobody_who_was_not_told_that_they_are_secret(
    witnessed: Deployment, told: Dispute
) -> None:
    caller = await witnessed.untold(PROSECUTOR)
    answer = await caller.get(f"/v1/disputes/{told.dispute}/dossier")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/notice_required")


# The manifest and the zip


async def test_every_file_stands_in_the_manifest_with_its_hash_and_no_other_does(
    told: Dispute, of_told: Fetch
) -> None:
    made = await of_told(POLICE)
    others = {name: sha256(raw).hexdigest() for name, raw in made.files.items() if name != "manifest.json"}
    assert made.manifest["files"] == others
    assert made.manifest["format"] == "jejak-dossier/1"
    assert made.manifest["log"] == "jejak.test/log"
    assert made.manifest["position"] >= told.positions["DisputeOutcomeProposed"]
    named = {
        "README.txt",
        "timeline.html",
        "timeline.pdf",
        "checkpoint",
        "policy",
        "keys.json",
        "stages.json",
    }
    assert named | {"deliveries.json", "consistency.json"} <= others.keys()


async def test_the_same_moment_makes_the_same_bytes_and_their_hash_is_told(
    witnessed: Deployment, told: Dispute
) -> None:
    first, second = [await dossier(witnessed, PROSECUTOR, told.dispute) for _ in range(2)]
    assert first.answer.content == second.answer.content
    digest = b64encode(sha256(first.answer.content).digest()).decode()
    assert first.answer.headers["repr-digest"] == f"sha-256=:{digest}:"


async def test_the_readme_is_for_a_judge_in_both_languages(told: Dispute, of_told: Fetch) -> None:
    text = (await of_told(POLICE)).files["README.txt"].decode()
    assert text.index("BERKAS BUKTI SENGKETA") < text.index("DISPUTE DOSSIER")
    for said in (str(told.dispute), "jejak verify", "FINAL, disaksikan kuorum saksi", "cosigned by a quorum"):
        assert said in text
    assert max(map(len, text.splitlines())) <= 110


# The keys


async def test_every_key_that_signed_an_entry_has_its_registration_in_the_dossier(of_told: Fetch) -> None:
    made = await of_told(POLICE)
    keys = {key["kid"]: key for agency in made.json("keys.json")["agencies"] for key in agency["keys"]}
    events = made.events
    signed = [json.loads(decoded_header(each)) for each in events.values()]
    for header in signed:
        registered = events[keys[header["kid"]]["from_position"]]
        assert body(registered)["type"].split(".")[1] in ("AgencyRegistered", "KeyRegistered")
    custodies = {key["custody"] for key in keys.values()}
    assert {"root", "agency", "escrow", "receipt", "log"} <= custodies


async def test_agencies_that_signed_nothing_in_it_are_not_named(of_told: Fetch) -> None:
    made = await of_told(POLICE)
    named = {each["id"] for each in made.json("keys.json")["agencies"]}
    assert named == {"deployment", OWNER, POLICE, PROSECUTOR, EXPERT}


# Receipts and deliveries


async def test_the_receipt_of_a_call_names_no_event_of_another_case(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    caller = await witnessed.caller(OWNER)
    both = [
        event(OWNER, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "urgent"}, id=str(uuid4()))
        for case in (story.case, await witnessed.open_case())
    ]
    answer = (await caller.post(both, BATCH)).json()
    await story.opens()
    await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, POLICE, story.dispute)
    receipt = made.files[f"receipts/{answer['results'][0]['position']}.jws"].decode()
    said = json.loads(decoded_part(receipt, 1))
    assert [each["id"] for each in said["events"]] == [both[0]["id"]]
    assert said["call"] is not None
    assert both[1]["id"] not in b"".join(made.files.values()).decode("utf-8", "replace")


async def test_a_receipt_of_a_call_whose_events_are_all_here_is_that_of_the_first_answer(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    caller = await witnessed.caller(OWNER)
    plain = event(OWNER, "ReportTriaged", story.case, {"person": str(uuid4()), "urgency": "urgent"})
    answer = (await caller.post(plain, PLAIN)).json()
    await story.opens()
    await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, POLICE, story.dispute)
    assert made.files[f"receipts/{answer['position']}.jws"].decode() == answer["receipt"]


async def test_a_side_is_told_what_became_of_its_own_events_and_when_it_had_those_of_others(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).tells()
    await feed_of(witnessed, PROSECUTOR, story.case)
    witnessed.time.pass_by(seconds=1)
    await seal_finally(witnessed, witnesses)
    told = {
        agency: (await dossier(witnessed, agency, story.dispute)).json("deliveries.json")
        for agency in (POLICE, PROSECUTOR)
    }
    sent, opened = story.positions["FileSubmitted"], story.positions["FileReturned"]
    (of_police,) = [each for each in told[POLICE] if each["position"] == sent]
    assert (of_police["agency"], of_police["kind"]) == (PROSECUTOR, "event")
    assert of_police["fetched_at"] is not None
    assert of_police["acknowledged_at"] is None
    by_position = {(each["position"], each["agency"]) for each in told[POLICE]}
    assert (opened, POLICE) in by_position
    assert (opened, PROSECUTOR) not in by_position
    assert {each["agency"] for rows in told.values() for each in rows} == {POLICE, PROSECUTOR}


async def test_an_expert_is_told_who_received_its_own_and_an_auditor_what_both_sides_received(
    told: Dispute, of_told: Fetch
) -> None:
    rows = (await of_told(EXPERT)).json("deliveries.json")
    opinion = told.positions["PositionRecorded"]
    assert {(each["position"], each["agency"]) for each in rows} == {(opinion, POLICE), (opinion, PROSECUTOR)}
    made = await of_told("auditor", "auditor")
    assert {each["agency"] for each in made.json("deliveries.json")} == {POLICE, PROSECUTOR}


async def test_an_acknowledgement_stands_with_the_servers_receipt(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    last = (await feed_of(witnessed, PROSECUTOR, story.case))[story.positions["DisputeOpened"]]
    reader = await witnessed.caller(PROSECUTOR, "reader")
    said = await reader.post_to("/v1/feed/ack", {"position": last["position"], "hash": last["hash"]})
    await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, POLICE, story.dispute)
    (row,) = [
        each for each in made.json("deliveries.json") if each["position"] == story.positions["DisputeOpened"]
    ]
    assert row["receipt"] == said.json()["receipt"]
    assert row["acknowledged_at"] is not None
    assert "Diakui diterima oleh Kantor kejari-ttu" in made.page


# On record


@pytest.mark.parametrize(("agency", "role"), [(PROSECUTOR, "reader"), ("auditor", "auditor")])
async def test_the_reading_is_recorded_with_the_classes_of_each_event(
    witnessed: Deployment, witnesses: Witnesses, agency: str, role: Any
) -> None:
    story = await Dispute(witnessed).tells()
    await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, agency, story.dispute, role)
    ((positions, classes),) = await reads(witnessed, "positions, classes", agency, story)
    on_record = dict(zip(positions, classes, strict=True))
    bare = {each["position"] for each in made.json("stages.json")}
    assert on_record.keys() == made.of_case.keys() | bare
    for at in on_record:
        assert (on_record[at] == -1) == (at in bare)
        assert (on_record[at] > 0) == bool(made.disclosed.get(at))
    if agency == PROSECUTOR:
        designated = DataClass.SUSPECT_IDENTITY | DataClass.NARRATIVE
        assert on_record[story.positions["SuspectDesignated"]] & designated


@pytest.mark.parametrize(("agency", "role"), [(POLICE, "reader"), ("auditor", "auditor")])
async def test_nothing_is_given_where_the_reading_cannot_be_recorded(
    witnessed: Deployment, told: Dispute, agency: str, role: Any
) -> None:
    async with without_read_log(witnessed.services.settings.database_url):
        answer = await asked(witnessed, agency, told.dispute, role)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/read_log_unavailable")


async def reads(shared: Deployment, columns: str, agency: str, story: Dispute) -> list[Any]:
    query = f"SELECT {columns} FROM jejak.reads WHERE call = 'readDossier' AND agency = %s AND case_id = %s"
    async with shared.services.pool.connection() as conn:
        return await (await conn.execute(query, [agency, story.case])).fetchall()  # type: ignore[arg-type]


def decoded_header(event_file: Any) -> bytes:
    return decoded_part(event_file["state"], 0)


def decoded_part(jws: str, part: int) -> bytes:
    text = jws.split(".")[part]
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
