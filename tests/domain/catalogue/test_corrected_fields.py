"""Every date that an event of a case states can be corrected, or it is said here why not."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid5

import pytest
from msgspec import inspect

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.catalogue.identification_codes import DATES, MOMENTS, CorrectedField
from domain.catalogue.registry import EventType
from domain.fold.corrections import as_they_count
from domain.preconditions.corrections import GIVES_SIGHT, NEVER_TAKEN_BACK
from tests.domain.catalogue.examples import full_data
from tests.domain.given import CASE, START, Stream

READING = "until when somebody may read is ended or given anew by an act of its own"
CONSENT = "a consent is shortened by ConsentScopeChanged and given anew for longer (UU 27/2022 arts 20, 24)"
EXCEPTIONS = {
    ("CaseConferenceInvited", "expert_until"): READING,
    ("CaseShared", "until"): READING,
    ("ExpertEngaged", "until"): READING,
    ("ConsentGranted", "expires"): CONSENT,
    ("ConsentScopeChanged", "expires"): CONSENT,
    ("FactCorrected", "date"): "a correction is corrected by correcting its entry anew",
    ("FactCorrected", "time"): "a correction is corrected by correcting its entry anew",
}
NAMED = {field.value for field in CorrectedField}


def kinds(info: Any) -> Iterator[type]:
    """What a field holds, through notes, alternatives and lists; not inside objects such as a paper."""
    match info:
        case inspect.Metadata(type=inner):
            yield from kinds(inner)
        case inspect.UnionType(types=types):
            for each in types:
                yield from kinds(each)
        case inspect.VarTupleType(item_type=item):
            yield from kinds(item)
        case _:
            yield type(info)


def stated(held: type) -> list[tuple[str, str]]:
    """Type and field of everything of that kind that is open in the events of a case, but for what is never
    corrected at all: who could read what, and what the rules of the deployment put on record."""
    return [
        (entry.name, each.encode_name)
        for entry in REGISTRY.values()
        if entry.stream == "case" and entry.chapter not in NEVER_TAKEN_BACK
        for each in inspect.type_info(entry.full).fields
        if held in kinds(each.type) and entry.fields[each.encode_name].data_class is DataClass.CASE
    ]


DAYS, INSTANTS = stated(inspect.DateType), stated(inspect.DateTimeType)


def test_every_date_of_a_case_is_corrected_or_is_named_as_an_exception() -> None:
    assert len(DAYS) > 80
    assert {(name, field) for name, field in DAYS if field not in NAMED} <= EXCEPTIONS.keys()
    assert {(name, field) for name, field in INSTANTS if field not in NAMED} <= EXCEPTIONS.keys()


def test_every_exception_is_a_date_that_an_event_states_and_has_its_reason() -> None:
    assert EXCEPTIONS.keys() <= {*DAYS, *INSTANTS}
    assert all(EXCEPTIONS.values())
    refused = {(name, field) for name, field in EXCEPTIONS if field in NAMED and name != "FactCorrected"}
    assert refused == {(name, "until") for name in GIVES_SIGHT}


def test_a_date_takes_its_value_from_date_and_a_moment_from_time() -> None:
    assert {field for name, field in DAYS if (name, field) not in EXCEPTIONS} <= DATES
    assert {field for name, field in INSTANTS if (name, field) not in EXCEPTIONS} <= MOMENTS
    assert not DATES & MOMENTS
    assert {field for _, field in DAYS} >= DATES
    assert {field for _, field in INSTANTS} >= MOMENTS


def told(entry: EventType) -> dict[str, Any]:
    data = full_data(entry)
    return {name: data[name] for name, info in entry.fields.items() if info.data_class is DataClass.CASE}


@pytest.mark.parametrize(("name", "field"), [each for each in (*DAYS, *INSTANTS) if each not in EXCEPTIONS])
def test_a_corrected_date_counts_in_the_entry_and_in_what_clocks_read_of_it(name: str, field: str) -> None:
    entry, day, moment = REGISTRY[name], dt.date(2026, 2, 11), START - dt.timedelta(days=9)
    stream = Stream(uuid5(CASE, name))
    stream.records("ReportReceived", "uptdppa", channel="phone", routed_to=["polres"])
    by = str(min(entry.agencies))
    stream.records(name, by, **told(entry))
    value = {"time": moment.isoformat()} if field in MOMENTS else {"date": day.isoformat()}
    stream.records(
        "FactCorrected",
        by,
        event_id="e2",
        event_source=f"/agencies/{by}",
        fields=[field],
        reason="typing_error",
        **value,
    )
    state = stream.now
    counted = next(now for was, now in as_they_count(state.entries, state.withdrawn) if was.type == name)
    assert counted is not None
    assert getattr(counted.data, field) == (moment if field in MOMENTS else day)
    assert getattr(state.entries[1].data, field) != getattr(counted.data, field)
    assert counted.head.occurred == state.entries[1].head.occurred
