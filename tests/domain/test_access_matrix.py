"""Every cell of the access matrix, against every relation: kind x class x relation."""

import tomllib
from datetime import timedelta

import msgspec
import pytest

from domain.access import NOTHING, STAGE, Matrix, Visibility, visible
from domain.case_state import CaseState, Party, Relation
from domain.catalogue import REGISTRY
from domain.catalogue.agencies import AgencyKind
from domain.catalogue.audiences import level
from domain.catalogue.fields import DataClass
from domain.events import EventHead
from domain.matrix import COLUMNS
from tests.domain.given import RULES, START, VICTIM, Stream

TABLE = tomllib.loads((RULES / "access_matrix.toml").read_text())
MATRIX = Matrix.parse((RULES / "access_matrix.toml").read_text())
CELLS = [(kind, column, row[column]) for kind, row in TABLE["cells"].items() for column in COLUMNS]
AT = START + timedelta(days=60)
UNTIL = AT + timedelta(days=1)
OPEN_TO_ALL = "AccessGranted"  # its audience gives every kind the body, and it has no summaries
WORKING = ("owner", "assigned", "statutory", "referred", "granted")


def case_with(kind: str, *relations: Relation) -> CaseState:
    """A case of an adult victim with one party besides its opener."""
    stream = Stream()
    stream.records("ReportReceived", "opener", channel="phone", person=VICTIM, child=False)
    parties = {**stream.now.parties, kind: Party(kind, relations)}
    return msgspec.structs.replace(stream.now, parties=parties)


def head_of(type_name: str, classes: int, person: object = VICTIM) -> EventHead:
    return EventHead(5, 5, type_name, "opener", "e5", START, START, classes, 0, person)


def classes_seen(state: CaseState, kind: str, classes: int, type_name: str = OPEN_TO_ALL) -> int:
    return visible(state, kind, kind, head_of(type_name, classes), MATRIX, AT).classes


@pytest.mark.parametrize(("kind", "column", "letters"), CELLS)
def test_a_cell_opens_what_its_letters_say_and_nothing_more(kind: str, column: str, letters: str) -> None:
    bit = COLUMNS[column]
    lasting = Relation("granted", 2, 2, classes=bit)
    passing = Relation("granted", 2, 2, classes=bit, until=UNTIL)
    for relation in WORKING:
        seen = classes_seen(case_with(kind, Relation(relation, 2, 2)), kind, bit)
        assert bool(seen) == ("F" in letters), relation
    assert bool(classes_seen(case_with(kind, lasting), kind, bit)) == bool({"F", "C"} & set(letters))
    assert bool(classes_seen(case_with(kind, passing), kind, bit)) == bool({"F", "C", "T"} & set(letters))
    assert not classes_seen(case_with(kind, Relation("reporter", 2, 2)), kind, bit)


@pytest.mark.parametrize(("kind", "column", "letters"), CELLS)
def test_consent_opens_cells_c_alone(kind: str, column: str, letters: str) -> None:
    stream = Stream()
    stream.records("ReportReceived", "opener", channel="phone", person=VICTIM, child=False)
    stream.records(
        "ConsentGranted", "opener", person=VICTIM, purposes=["sharing"], recipients=[kind], classes=[column]
    )
    parties = {kind: Party(kind, (Relation("reporter", 2, 2),))}
    state = msgspec.structs.replace(stream.now, parties=parties)
    assert bool(classes_seen(state, kind, COLUMNS[column])) == ("C" in letters)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_grant_never_opens_a_closed_cell(column: str) -> None:
    closed = [kind for kind, row in TABLE["cells"].items() if row[column] in ("-", "O", "P", "B", "PB", "S")]
    for kind in closed:
        state = case_with(kind, Relation("granted", 2, 2, classes=511, until=UNTIL))
        assert classes_seen(state, kind, COLUMNS[column]) == 0, kind


def summaries() -> list[tuple[str, DataClass]]:
    return [(name, each) for name, event_type in REGISTRY.items() for each in event_type.summary_to]


@pytest.mark.parametrize(("type_name", "data_class"), summaries())
def test_a_summary_reaches_the_kinds_its_type_names_and_no_other_cell_s(
    type_name: str, data_class: DataClass
) -> None:
    named = REGISTRY[type_name].summary_to[data_class]
    column = data_class.names()[0]
    for kind in TABLE["cells"]:
        if MATRIX.cell(kind, column) != "S" or level(REGISTRY[type_name].audience, kind) != "body":
            continue
        seen = classes_seen(case_with(kind, Relation("assigned", 2, 2)), kind, int(data_class), type_name)
        assert bool(seen) == (kind in named), kind
    assert named <= {kind for kind in TABLE["cells"] if "S" in MATRIX.cell(kind, column)}


@pytest.mark.parametrize("type_name", REGISTRY)
def test_the_audience_decides_between_body_stage_and_nothing(type_name: str) -> None:
    if REGISTRY[type_name].stream != "case":
        return
    for kind in TABLE["cells"]:
        state = case_with(kind, Relation("assigned", 2, 2))
        seen = visible(state, kind, kind, head_of(type_name, 0), MATRIX, AT)
        expected = {"nothing": NOTHING, "stage": STAGE, "body": Visibility(2, 0)}
        assert seen == expected[level(REGISTRY[type_name].audience, kind)], kind


@pytest.mark.parametrize("kind", TABLE["cells"])
def test_without_a_standing_relation_a_case_is_not_there(kind: str) -> None:
    stranger = "coordinator" in kind or kind in ("auditor", "dpo")
    for relations in (
        (),
        (Relation("assigned", 2, 2, ended=True),),
        (Relation("granted", 2, 2, classes=511, until=AT),),
    ):
        seen = visible(case_with(kind, *relations), kind, kind, head_of(OPEN_TO_ALL, 511), MATRIX, AT)
        assert seen == (STAGE if stranger else NOTHING)


def test_oversight_is_not_told_of_events_whose_audience_leaves_it_out() -> None:
    head = head_of("GuardianConflictChecked", 511)
    assert visible(case_with("dpo"), "dpo", "dpo", head, MATRIX, AT) == STAGE
    assert visible(case_with("coordinator"), "coordinator", "coordinator", head, MATRIX, AT) == NOTHING


@pytest.mark.parametrize("kind", TABLE["cells"])
def test_an_agency_sees_its_own_events_in_full_whatever_has_ended(kind: str) -> None:
    head = head_of(OPEN_TO_ALL, 511)._replace(agency=kind)
    state = case_with(kind, Relation("assigned", 2, 2, ended=True))
    assert visible(state, kind, kind, head, MATRIX, AT) == Visibility(2, 511)


def test_every_kind_of_agency_has_a_row_and_no_other() -> None:
    assert set(TABLE["cells"]) == {kind.value for kind in AgencyKind}


def test_a_kind_without_a_row_sees_nothing() -> None:
    state = case_with("media", Relation("owner", 2, 2))
    assert visible(state, "media", "media", head_of(OPEN_TO_ALL, 511), MATRIX, AT) == NOTHING
    assert MATRIX.cell("media", "health") == "-"


def test_no_kind_with_a_closed_service_status_gets_a_service_body_of_others() -> None:
    services = [event_type for event_type in REGISTRY.values() if event_type.audience == "service"]
    closed = [kind for kind in TABLE["cells"] if MATRIX.cell(kind, "service_status") == "-"]
    assert services
    assert closed
    assert {level(each.audience, kind) for each in services for kind in closed} <= {"nothing", "stage"}


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('version = 1\n[cells.polres]\nhealth = "F"', "lacks"),
        ("version = 1\n[cells.polres]\n" + "\n".join(f'{column} = "X"' for column in COLUMNS), "unknown"),
        ("version = 1\n[cells.polres]\n" + "\n".join(f'{column} = ""' for column in COLUMNS), "unknown"),
    ],
)
def test_a_matrix_with_a_gap_or_a_foreign_letter_is_refused(table: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Matrix.parse(table)
