"""Police files and joint acts after their events."""

from datetime import date
from typing import Any

from domain.catalogue import REGISTRY
from tests.domain.given import FILE, HASH, START, VICTIM, Stream, named

REPORT: dict[str, Any] = {"channel": "walk_in", "person": VICTIM}


def given(*events: tuple[str, str, dict[str, Any]]) -> Stream:
    stream = Stream()
    for type_name, by, data in events:
        stream.records(type_name, by, **data)
    return stream


ORDERED = {"file": FILE, "ordered_on": "2026-03-03", "articles": ["KUHP:455"]}


def test_the_stage_of_a_case_is_the_one_reached_last_not_the_one_recorded_last() -> None:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    stream.records("InvestigationOrdered", "polres", at=START, **ORDERED)
    assert stream.now.legal_stage == "SPDP"
    assert stream.now.files[FILE].stage == "SPDP"
    assert stream.now.files[FILE].ordered_on == date(2026, 3, 3)
    assert stream.now.files[FILE].articles == ("KUHP:455",)


def test_receipts_and_minutes_move_no_stage() -> None:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    stream.records("SpdpReceived", "kejari", file=FILE)
    stream.records("CoordinationHeld", "polres", file=FILE, with_agencies=["kejari"])
    assert stream.now.legal_stage == "LP"


def test_a_file_resubmitted_is_at_tahap_1_again() -> None:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    stream.records("FileReturned", "kejari", **RETURN)
    assert stream.now.legal_stage == "P-19"
    stream.records("FileResubmitted", "polres", file=FILE, return_number=1, sha256=HASH)
    assert stream.now.legal_stage == "Tahap I"


RETURN = {"file": FILE, "return_number": 1, "instructions": [{"number": 1, "reason": "M1"}]}


def test_each_side_of_the_file_exchange_counts_for_itself() -> None:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    stream.records("FileReceived", "kejari", file=FILE, sha256=HASH)
    assert (stream.now.files[FILE].submissions, stream.now.files[FILE].receipts) == (0, 1)
    stream.records("FileSubmitted", "polres", file=FILE, sha256=HASH)
    stream.records("FileReturned", "kejari", **RETURN)
    file = stream.now.files[FILE]
    assert (file.submissions, file.receipts, file.returns, file.decisions) == (1, 1, 1, 1)
    assert file.prosecutor == "kejari"
    assert file.investigated_by == "polres"


def test_a_case_has_several_files_each_with_its_own_stage() -> None:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    other = named("second file")
    stream.records("InvestigationOrdered", "polres", **{**ORDERED, "file": other})
    assert stream.now.files[FILE].stage == "LP"
    assert stream.now.files[other].stage == "Sprin.Sidik"


def test_a_verdict_tells_the_restitution_awarded() -> None:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    stream.records("SentToCourt", "kejari", file=FILE, court="pn")
    stream.records("VerdictGiven", "pn", file=FILE, outcome="convicted", restitution_awarded=60_000_000)
    file = stream.now.files[FILE]
    assert (file.court, file.restitution_awarded) == ("pn", 60_000_000)
    assert stream.now.legal_stage == file.stage == REGISTRY["VerdictGiven"].legal_code


def given_coordination() -> Stream:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    stream.records("CoordinationHeld", "polres", file=FILE, with_agencies=["kejari", "polres"])
    return stream


ACT = {"event_id": "e3", "event_source": "/agencies/polres"}


def test_a_joint_act_is_stated_by_one_until_the_others_confirm_kuhap_2025_art_59() -> None:
    stream = given_coordination()
    act = stream.now.joint_acts["polres", "e3"]
    assert (act.agency, act.named, act.awaited, act.settled) == ("polres", ("kejari",), ("kejari",), False)
    stream.records("RecordConfirmed", "kejari", **ACT)
    assert stream.now.joint_acts["polres", "e3"].settled


def test_a_contested_joint_act_can_be_confirmed_later() -> None:
    stream = given_coordination()
    stream.records("RecordContested", "kejari", reason="date_differs", **ACT)
    assert stream.now.joint_acts["polres", "e3"].contested == ("kejari",)
    stream.records("RecordConfirmed", "kejari", **ACT)
    act = stream.now.joint_acts["polres", "e3"]
    assert (act.contested, act.settled) == ((), True)


def test_an_answer_to_a_joint_act_by_an_agency_it_does_not_name_changes_nothing() -> None:
    stream = given_coordination()
    stream.records("RecordConfirmed", "uptdppa", **ACT)
    assert stream.now.joint_acts["polres", "e3"].confirmed == ()
