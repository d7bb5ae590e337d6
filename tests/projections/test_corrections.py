"""Entries taken back and facts corrected, as views and the case itself tell of them."""

from typing import Any
from uuid import UUID

from domain.access import visible
from domain.events import read_event
from domain.matrix import BODY_LEVEL, STAGE_LEVEL
from projections.case_file.case_view import Reading, case_view
from projections.case_file.projector import CaseFile
from projections.case_file.rows import OVERSEERS
from projections.case_file.tables import PARTIES, STAGES_SEEN
from projections.engine import Transition
from projections.tables import Table
from tests.projections.logs import Log, agency, ids
from tests.projections.moves import MATRIX, transitions_of
from tests.projections.stories import SHA, named

CASE = ids("corrections", 1)[0]
FILE, PERSON = named(CASE, "file"), named(CASE, "victim")
KINDS = ("uptdppa", "polres", "kejari", "coordinator")


def given_log() -> Log:
    """A case of police with the SPDP sent (e6) and the file submitted (e7)."""
    log = Log()
    for kind in KINDS:
        log.add(named(CASE, kind), agency(kind))
    log.add(CASE, ("PoliceReportFiled", "polres", {"file": FILE}))
    log.add(CASE, ("SpdpSent", "polres", {"file": FILE, "prosecutor": "kejari"}))
    log.add(CASE, ("FileSubmitted", "polres", {"file": FILE, "sha256": SHA}))
    return log


def takes_back(log: Log, by: str, position: int) -> None:
    log.add(CASE, ("EntryWithdrawn", by, {"event_id": f"e{position}", "reason": "wrong_case"}))


def row(steps: list[Transition], table: Table, agency: str) -> tuple[Any, ...] | None:
    """The row that a table of the case file holds for an agency at the end."""
    found: tuple[Any, ...] | None = None
    view = CaseFile(MATRIX)
    for step in steps:
        for change in view.prepare(step):
            if (change.table, change.key) == (table, (CASE, agency)):
                found = change.values
    return found


def stage_of(log: Log, agency: str) -> str | None:
    found = row(transitions_of(log.rows, CASE), STAGES_SEEN, agency)
    return found[0] if found else None


def is_closed(log: Log) -> bool:
    """What the row of the police says of the case."""
    found = row(transitions_of(log.rows, CASE), PARTIES, "polres")
    assert found is not None
    told = dict(zip([name for name, _ in PARTIES.columns[2:]], found, strict=True))
    return bool(told["closed"])


def seen_by(log: Log, agency: str, case: UUID = CASE) -> dict[str, Any]:
    """The case as an agency of its own kind sees it, nothing said of what it sees as bare rows."""
    state = transitions_of(log.rows, case)[-1].after
    events = [read_event(each) for each in log.rows if each.case == case]
    level = {
        head.position: visible(state, agency, agency, head, MATRIX, head.recordedat).level
        for head in state.events
    }
    bodies = [event for event in events if level[event.position] == BODY_LEVEL]
    bare = [event.head for event in events if level[event.position] == STAGE_LEVEL]
    return case_view(case, Reading(agency, agency, bodies, bare, withdrawn=state.withdrawn))


def test_a_stage_that_was_taken_back_is_no_one_s_stage() -> None:
    log = given_log()
    assert {stage_of(log, each) for each in ("polres", "kejari", OVERSEERS)} == {"Tahap I"}
    takes_back(log, "polres", 7)
    assert {stage_of(log, each) for each in ("polres", "kejari", OVERSEERS)} == {"SPDP"}
    assert seen_by(log, "kejari")["legal_stage"]["code"] == "SPDP"
    assert seen_by(log, "coordinator")["legal_stage"]["code"] == "SPDP"


def test_a_later_stage_counts_from_what_was_left() -> None:
    log = given_log()
    takes_back(log, "polres", 7)
    log.add(CASE, ("ProsecutorAppointed", "kejari", {"file": FILE}))
    assert stage_of(log, "polres") == stage_of(log, OVERSEERS) == "P-16"


def test_a_closing_that_was_taken_back_leaves_the_case_open_in_every_list() -> None:
    log = given_log()
    log.add(CASE, ("AccessGranted", "polres", {"agency": "uptdppa", "history": "all", "reason": "task"}))
    log.add(CASE, ("CaseManagerAssigned", "polres", {"agency": "uptdppa"}))
    log.add(CASE, ("CaseClosed", "uptdppa", {"reason": "services_completed"}))
    assert is_closed(log)
    takes_back(log, "uptdppa", 10)
    assert not is_closed(log)
    assert seen_by(log, "polres")["closed"] is False


def test_the_case_tells_what_was_taken_back_and_still_shows_it_as_a_step_of_the_file() -> None:
    log = given_log()
    takes_back(log, "polres", 7)
    seen = seen_by(log, "kejari")
    assert seen["withdrawn"] == ["polres/e7"]
    (file,) = seen["files"]
    assert [step["type"] for step in file["steps"]][-1] == "FileSubmitted"
    assert file["submissions"] == 0


def test_the_case_tells_each_correction_with_its_fields() -> None:
    log = given_log()
    born = {"person": PERSON, "sex": "female", "age_band": "18-20", "child": False}
    log.add(CASE, ("VictimRegistered", "polres", born))
    correction = {
        "event_id": "e8",
        "event_source": "/agencies/polres",
        "person": PERSON,
        "fields": ["child"],
        "child": True,
        "reason": "register_extract",
    }
    log.add(CASE, ("FactCorrected", "polres", correction))
    seen = seen_by(log, "kejari")
    (told,) = seen["corrections"]
    assert (told["of"], told["by"], told["fields"]) == ("polres/e8", "polres/e9", ["child"])
    (person,) = seen["persons"]
    assert (person["child"], person["positions"]["child"], person["positions"]["sex"]) == (True, 9, 8)
