"""The tables hold together: every row names known events, a basis and a mark; versions stand side by side."""

import re

import msgspec
import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.clockwork import ClockBasis, ClockRef, DeadlineLapsed
from domain.catalogue.clockwork_codes import ClockRefKind, RecomputeReason
from domain.catalogue.fields import DataClass
from domain.catalogue.investigation_codes import DetentionStage, ExtensionGround
from domain.catalogue.task_forces import RuleId
from domain.clocks.clock import Clock
from domain.clocks.engine import clocks_of
from domain.clocks.place import Places
from domain.clocks.rows import Row
from domain.clocks.tables import ClockTables
from domain.directory import Adopted, Directory
from domain.facts import FACTS, fact_names
from domain.regimes import REGIMES
from tests.domain.clocks.stories import KINDS, Told, arrived
from tests.domain.clocks.telling import TABLES, TEXTS, clock, day, investigated, place_of
from tests.domain.given import CASE, FILE, VICTIM

ROWS: tuple[Row, ...] = tuple(TABLES.newest.rows.values())
MARKS = {"V", "V2", "MEM", "D"}


def clauses(row: Row) -> set[str]:
    return {each.type for each in row.start + row.presumed + row.received + row.stop}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_row_names_known_events_who_owes_its_basis_and_how_sure_it_is(row: Row) -> None:
    assert clauses(row) <= REGISTRY.keys()
    assert row.start
    assert row.stop
    assert row.mark in MARKS
    assert row.label.id
    assert row.label.en
    msgspec.convert(row.basis, ClockBasis)
    msgspec.convert(row.rule, RuleId)
    assert row.about in {kind.value for kind in ClockRefKind}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_what_a_row_reads_of_an_event_is_kept_of_its_type(row: Row) -> None:
    for clause in row.start + row.presumed + row.received + row.stop:
        for condition in clause.conditions:
            if condition.field is not None:
                assert condition.field in fact_names(REGISTRY[clause.type])
        if row.about in ("person", "suspect", "service"):
            assert REGISTRY[clause.type].person_field is not None
    for type_name, field in TABLES.acts.dated.items():
        assert field in fact_names(REGISTRY[type_name])


def test_what_tells_when_an_act_counts_and_why_a_clock_moved_is_known() -> None:
    assert TABLES.acts.dated.keys() | TABLES.acts.explains.keys() <= REGISTRY.keys()
    assert set(TABLES.acts.explains.values()) <= {reason.value for reason in RecomputeReason}


def test_every_fact_is_a_field_of_some_type_and_none_but_of_the_case_class() -> None:
    held = {name for event_type in REGISTRY.values() for name in fact_names(event_type)}
    assert held == set(FACTS)
    for event_type in REGISTRY.values():
        for name in fact_names(event_type):
            assert event_type.fields[name].data_class is DataClass.CASE


def test_the_clocks_of_domain_md_2_3_are_there() -> None:
    wanted = {
        "KUHAP1981": "spdp p16 p17 p18_notify p19_return resubmit tahap2 indictment",
        "KUHAP2025": "report_response spdp first_coordination suspect_notice review supplementary "
        "second_round "
        "disputed_handover_decision termination_notice indictment transfer_to_court restitution_pay "
        "restitution_copy",
        "B310": "p17_first p17_second spdp_return p20 tahap2",
        "UU21_2007": "first_aid restitution_pay",
        "PP9_2008": "police_notice",
        "UU27_2022": "stop_processing subject_notice",
    }
    rules = {f"{table}.{each}" for table, names in wanted.items() for each in names.split()}
    assert rules <= TABLES.newest.rows.keys()


def test_only_what_no_law_fixes_is_left_to_a_regency() -> None:
    assert {row.table for row in ROWS if row.local} == {"SOP"}
    assert {row.mark for row in ROWS if row.local} == {"D"}


def test_the_stages_and_grounds_of_detention_are_those_of_the_catalogue() -> None:
    limits = TABLES.newest.detention
    adult = {(law, stage) for law, stage, child in limits.stages if not child}
    assert adult == {(regime.name, stage.value) for regime in REGIMES for stage in DetentionStage}
    assert limits.free_grounds <= {ground.value for ground in ExtensionGround}
    for limit in limits.stages.values():
        msgspec.convert(limit.basis, ClockBasis)


def test_holidays_cover_three_years_and_mark_what_is_not_decreed() -> None:
    assert {each.year for each in TABLES.holidays[1]} == {2025, 2026, 2027}
    marks = dict(re.findall(r"date = (2027-[0-9-]+), .*mark = \"([A-Z0-9]+)\"", TEXTS["holidays.toml"]))
    assert marks["2027-08-17"] == "V"
    assert marks["2027-03-10"] == "D"


def test_every_clock_can_be_put_on_record_as_it_is() -> None:
    stream = arrived(
        [Told(type_name, by, 10 * number, data) for number, (type_name, by, data) in enumerate(KINDS)]
    )
    found: tuple[Clock, ...] = clocks_of(stream.now, TABLES, place_of(stream))
    assert found
    for each in found:
        msgspec.convert(each.ref, ClockRef)
        fields = {
            "rule": each.rule,
            "ref_kind": each.ref_kind,
            "ref": each.ref,
            "owner": each.owner,
            "owner_kind": each.owner_kind,
            "started_source": f"/agencies/{each.started[0]}",
            "started_id": each.started[1],
            "due": each.due_at or day(0),
            "basis": each.basis,
        }
        msgspec.convert(msgspec.to_builtins(fields), DeadlineLapsed)


def test_a_clock_runs_by_the_version_of_the_rules_that_was_adopted_when_it_started() -> None:
    newer = TEXTS["kuhap_2025.toml"].replace("version = 1", "version = 2").replace("days = 7", "days = 9")
    tables = ClockTables.parse({**TEXTS, "kuhap_2025_v2.toml": newer})
    assert sorted(tables.books) == [1, 2]
    assert tables.hashes["clocks", 1] == TABLES.hashes["clocks", 1]
    assert tables.hashes["clocks", 2] != tables.hashes["clocks", 1]
    stream = investigated()
    for position, days in ((1, 9), (3, 7)):
        adopted = (Adopted(0, "clocks", 1), Adopted(position, "clocks", 2))
        place = Places(tables).of(Directory(adopted=adopted), stream.now)
        due = next(
            each.due_at for each in clocks_of(stream.now, tables, place) if each.rule == "KUHAP2025.spdp"
        )
        assert due == day(days)


def test_rules_that_this_program_does_not_know_yet_leave_the_newest_it_knows_in_force() -> None:
    stream = investigated()
    place = Places(TABLES).of(Directory(adopted=(Adopted(0, "clocks", 7),)), stream.now)
    assert place.rules_at(1) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('owner = "addressee"', 'owner = "somebody"'),
        ("hours = 48", "hours = 48\ndays = 2"),
        ('start = ["ReferralOffered", "ReferralReturned"]', 'start = ["ReferralOffered if unheard"]'),
        ('field = "planned_end"', 'field = "name"'),
        ('id = "guardian_check"', 'id = "referral_answer"'),
        ("hours = 48\n", "minutes = 48\n"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(old: str, new: str) -> None:
    assert old in TEXTS["sop.toml"]
    with pytest.raises((ValueError, msgspec.ValidationError)):
        ClockTables.parse({**TEXTS, "sop.toml": TEXTS["sop.toml"].replace(old, new, 1)})


@pytest.mark.parametrize("line", ["once = true", 'presumed = ["CaseOpened"]', 'anew = ["CaseReopened"]'])
def test_a_row_of_a_clock_for_each_start_is_not_owed_once_nor_presumed_nor_owed_anew(line: str) -> None:
    text = TEXTS["kuhap_2025.toml"].replace("each = true", f"each = true\n{line}", 1)
    with pytest.raises(ValueError, match=r"^KUHAP2025\.report_response: each "):
        ClockTables.parse({**TEXTS, "kuhap_2025.toml": text})


def test_references_are_ids_of_the_case() -> None:
    stream = investigated()
    assert clock(stream, "KUHAP2025.spdp").ref == str(FILE)
    assert clock(stream, "KUHAP2025.report_response").ref == str(CASE)
    stream.records("ServiceOpened", "rsud", service="legal_aid", person=VICTIM, planned_end="2026-06-01")
    assert clock(stream, "SOP.service").ref == f"{VICTIM}/legal_aid/rsud"
