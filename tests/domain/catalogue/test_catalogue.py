"""Guards of the catalogue: what every entry of it must have, whoever adds one."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from domain.catalogue import CHAPTERS, REGISTRY, EventType, by_type
from domain.catalogue.agencies import ORGANISATION_TYPE, AgencyKind
from domain.catalogue.fields import Code, DataClass
from domain.catalogue.registry import Event, event_type, source_note

TYPES = list(REGISTRY.values())
each_type = pytest.mark.parametrize("entry", TYPES, ids=lambda entry: entry.name)
KINDS = {kind.value for kind in AgencyKind}
SOURCES = re.compile(
    r"Source: .*(UU|PP|KUHAP|Permen|Perkap|PER-|B-310|RFC|DESIGN|reference/domain\.md|scenario)"
)

# The name of an office is public and has spaces; it stands in the registry, on no case.
SPACES_ALLOWED = {("AgencyRegistered", "name")}


def parts(info: inspect.Type) -> Iterator[inspect.Type]:
    """A type and everything it is made of."""
    yield info
    match info:
        case inspect.Metadata(type=inner):
            yield from parts(inner)
        case inspect.UnionType(types=types):
            for each in types:
                yield from parts(each)
        case inspect.VarTupleType(item_type=inner):
            yield from parts(inner)
        case inspect.StructType(fields=fields):
            for each in fields:
                yield from parts(each.type)


def struct_fields(struct: type) -> tuple[Any, ...]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return info.fields


@each_type
def test_a_type_has_labels_in_both_languages(entry: EventType) -> None:
    assert entry.label_id.strip()
    assert entry.label_en.strip()


@each_type
def test_a_field_has_labels_in_both_languages_and_a_class(entry: EventType) -> None:
    for info in entry.fields.values():
        assert info.label_id.strip(), info.name
        assert info.label_en.strip(), info.name
        assert info.data_class in DataClass, info.name
        assert info.data_class == 0 or info.data_class.bit_count() == 1, info.name


@each_type
def test_a_member_of_an_object_has_labels_in_both_languages(entry: EventType) -> None:
    nested = [
        member
        for each in struct_fields(entry.full)
        for part in parts(each.type)
        if isinstance(part, inspect.StructType)
        for member in part.fields
    ]
    for member in nested:
        assert isinstance(member.type, inspect.Metadata), member.name
        assert member.type.extra, member.name
        assert member.type.extra["label_id"].strip(), member.name
        assert member.type.extra["label_en"].strip(), member.name


@pytest.mark.parametrize("codes", Code.__subclasses__(), ids=lambda codes: codes.__name__)
def test_a_code_has_labels_in_both_languages_and_a_code_list_a_docstring(codes: type[Code]) -> None:
    assert codes.__doc__
    for code in codes:
        assert code.label_id.strip(), code
        assert code.label_en.strip(), code


def test_code_lists_have_names_of_their_own() -> None:
    names = [codes.__name__ for codes in Code.__subclasses__()]
    assert len(names) == len(set(names))


@each_type
def test_a_type_names_the_kinds_of_agency_that_may_record_it(entry: EventType) -> None:
    assert entry.agencies
    assert entry.agencies <= KINDS


@each_type
def test_a_type_says_what_it_states_and_on_what_source(entry: EventType) -> None:
    first, _, rest = source_note(entry).partition("\n\n")
    assert first.endswith(".")
    assert SOURCES.search(rest)


@each_type
def test_only_decisions_grow_stale_and_every_decision_says_on_what(entry: EventType) -> None:
    assert bool(entry.stale_on) == (entry.kind == "decision")
    assert entry.stale_on <= set(REGISTRY)


@each_type
def test_no_text_of_the_case_class_is_free(entry: EventType) -> None:
    """Names, addresses and sentences must not fit into what is never sealed and never erased."""
    for each in struct_fields(entry.body):
        for part in parts(each.type):
            if isinstance(part, inspect.StrType):
                assert part.pattern, each.name
                assert part.max_length, each.name
                if (entry.name, each.name) not in SPACES_ALLOWED:
                    assert not re.search(part.pattern, "Siti Aminah"), each.name


@each_type
def test_every_text_list_and_number_is_bounded(entry: EventType) -> None:
    for each in struct_fields(entry.full):
        for part in parts(each.type):
            if isinstance(part, inspect.StrType | inspect.VarTupleType):
                assert part.max_length, each.name
            if isinstance(part, inspect.IntType):
                assert part.ge is not None, each.name
                assert part.le is not None, each.name
            if isinstance(part, inspect.DateTimeType):
                assert part.tz, each.name


@each_type
def test_no_field_takes_any_value_at_all(entry: EventType) -> None:
    loose = (inspect.AnyType, inspect.DictType, inspect.FloatType, inspect.RawType, inspect.ListType)
    for each in struct_fields(entry.full):
        assert not any(isinstance(part, loose) for part in parts(each.type)), each.name


@each_type
def test_no_document_stands_in_the_clear(entry: EventType) -> None:
    for each in struct_fields(entry.body):
        for part in parts(each.type):
            assert not (isinstance(part, inspect.StructType) and part.cls.__name__ in {"Document", "Address"})


@each_type
def test_a_narrative_is_judged_by_one_class_and_only_where_there_is_one(entry: EventType) -> None:
    """Texts of a task force are written for all its members: no cell of the matrix judges them."""
    told = any(info.data_class is DataClass.NARRATIVE for info in entry.fields.values())
    told = told and entry.stream == "case"
    assert (entry.narrative_as is not DataClass.NARRATIVE) == told
    assert entry.narrative_as.bit_count() == 1


@each_type
def test_fields_about_a_person_have_a_person_whose_keys_seal_them(entry: EventType) -> None:
    if entry.person_field is None:
        return
    info = entry.fields[entry.person_field]
    assert info.name in {"person", "suspect"}
    assert info.data_class is DataClass.CASE


@each_type
def test_a_suspects_identity_is_sealed_for_a_suspect(entry: EventType) -> None:
    classes = {info.data_class for info in entry.fields.values()}
    if DataClass.SUSPECT_IDENTITY in classes:
        assert entry.person_field == "suspect"


@each_type
def test_a_summary_goes_to_known_kinds_of_a_class_the_type_has(entry: EventType) -> None:
    classes = {info.data_class for info in entry.fields.values()}
    assert set(entry.summary_to) <= classes
    for kinds in entry.summary_to.values():
        assert kinds <= KINDS


@each_type
def test_a_joint_act_names_its_other_parties(entry: EventType) -> None:
    for name in entry.joint_with:
        assert entry.fields[name].required


def test_what_stops_was_started() -> None:
    started = {name for entry in TYPES for name in entry.starts}
    stopped = {name for entry in TYPES for name in entry.stops}
    assert stopped - started == set()


def test_a_case_opens_with_a_report_only() -> None:
    assert {entry.name for entry in TYPES if entry.opens_case} == {"ReportReceived", "PoliceReportFiled"}


def test_a_type_is_found_by_its_type_string() -> None:
    for entry in TYPES:
        assert entry.type == f"jejak.{entry.name}.v{entry.version}"
        assert by_type(entry.type) is entry
    assert by_type("jejak.ReportReceived.v2") is None
    assert by_type("ReportReceived") is None


def test_every_chapter_has_types_and_every_type_a_chapter() -> None:
    chapters = {chapter.__name__.rpartition(".")[2] for chapter in CHAPTERS}
    assert {entry.chapter for entry in TYPES} == chapters


def test_an_alias_stands_for_a_type_and_is_none_itself() -> None:
    aliases = {alias: (entry.name, fixed) for entry in TYPES for alias, fixed in entry.aliases.items()}
    assert aliases["HealthServiceOpened"] == ("ServiceOpened", {"service": "health_rehabilitation"})
    assert aliases["ServiceContinues"] == ("ServiceReviewed", {"progress": "on_track"})
    assert aliases["RemoteStatementRecorded"] == ("RemoteStatementTaken", {})
    assert not set(aliases) & set(REGISTRY)


@each_type
def test_an_alias_fixes_codes_of_the_type(entry: EventType) -> None:
    for fixed in entry.aliases.values():
        for name, value in fixed.items():
            codes = entry.fields[name].codes
            assert codes is not None
            assert value in set(codes)


def test_every_kind_of_agency_has_an_htcds_organisation_type() -> None:
    assert set(ORGANISATION_TYPE) == KINDS


def test_a_type_enters_the_catalogue_once() -> None:
    class ReportReceived(Event, frozen=True, kw_only=True):
        """Another of the same name."""

    enter = event_type(label_id="Laporan", label_en="Report", by=("polres",), audience="report")
    with pytest.raises(ValueError, match="twice"):
        enter(ReportReceived)


def test_a_field_without_class_and_labels_is_refused() -> None:
    class Unlabelled(Event, frozen=True, kw_only=True):
        """Has a bare field."""

        channel: str

    enter = event_type(label_id="Laporan", label_en="Report", by=("polres",), audience="report")
    with pytest.raises(TypeError, match="channel"):
        enter(Unlabelled)


def test_codes_compare_hash_and_print_as_their_values() -> None:
    assert AgencyKind.POLRES == "polres"
    assert {AgencyKind.POLRES: 1}["polres"] == 1
    assert f"{AgencyKind.POLRES}" == "polres"
    assert msgspec.json.encode(AgencyKind.POLRES) == b'"polres"'


def test_data_classes_say_their_names() -> None:
    assert DataClass.CASE.names() == ("case",)
    assert (DataClass.HEALTH | DataClass.VICTIM_IDENTITY).names() == ("victim_identity", "health")


# reference/domain.md section 7, rows of agencies; FileComplete is signed by the head of the office (KJR).
SCENARIOS = {
    "Sc-1": (
        ("disdik", "ReportReceived"),
        ("uptdppa", "ReportTriaged"),
        ("polres", "PoliceNotified"),
        ("polres", "PoliceReportFiled"),
        ("uptdppa", "GuardianConflictChecked"),
        ("uptdppa", "ConsentGranted"),
        ("uptdppa", "AssentGranted"),
        ("uptdppa", "IdentificationInterviewHeld"),
        ("uptdppa", "TraffickingStatusAssessed"),
        ("rsud", "ServiceOpened"),
        ("rsud", "VisumIssued"),
        ("dinsos", "ShelterPlaced"),
        ("polres", "InvestigationOrdered"),
        ("polres", "SpdpSent"),
        ("kejari", "SpdpReceived"),
        ("kejari", "ProsecutorAppointed"),
        ("polres", "CoordinationHeld"),
        ("kejari", "CoordinationHeld"),
        ("polres", "FileSubmitted"),
        ("kejari", "FileComplete"),
        ("polres", "HandedOver"),
        ("pn", "HearingHeld"),
        ("pn", "VerdictGiven"),
    ),
    "Sc-7": (
        ("sbmi", "ReportReceived"),
        ("bp3mi", "ReportReceived"),
        ("uptdppa", "DuplicateLinked"),
        ("uptdppa", "DuplicateUnlinked"),
    ),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_agencies_of_a_scenario_may_record_its_events(scenario: str) -> None:
    for kind, name in SCENARIOS[scenario]:
        assert kind in REGISTRY[name].agencies, (kind, name)
