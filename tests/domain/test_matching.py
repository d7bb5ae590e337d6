"""What is compared of an event, written alike; what is not enough, or about somebody else, is left out."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.fields import DataClass
from domain.matching import Likeness, MatchKind, account_of, contact_of, likenesses
from tests.server.vault.given import proposed

CASE, PERSON = UUID(int=1), UUID(int=2)


def found(type_name: str, **data: Any) -> set[tuple[MatchKind, str]]:
    return {(each.kind, each.text) for each in likenesses(proposed(type_name, CASE, data))}


def report(**data: Any) -> set[tuple[MatchKind, str]]:
    return found("ReportReceived", channel="phone", **data)


def test_a_phone_counts_with_a_year_of_birth_and_not_alone() -> None:
    phone = {"person": PERSON, "victim_phone": "+6281234567"}
    assert report(**phone) == set()
    assert report(**phone, victim_birth_year=2001) == {(MatchKind.CONTACT, "6281234567/2001")}
    assert report(person=PERSON, victim_birth_year=2001) == set()


def test_a_date_of_birth_gives_the_year() -> None:
    person = {"person": PERSON, "sex": "female", "age_band": "24-26", "child": False}
    registered = found("VictimRegistered", **person, phone="+6281234567", birth_date="2001-12-31")
    assert registered == {(MatchKind.CONTACT, "6281234567/2001")}


def test_papers_count_each_for_itself() -> None:
    papers = {"victim_nik": "5303010101010001", "victim_passport": "X1234567"}
    assert report(person=PERSON, **papers) == {
        (MatchKind.NIK, "5303010101010001"),
        (MatchKind.PASSPORT, "X1234567"),
    }


def test_a_value_of_nobody_named_is_not_compared_but_a_handle_is() -> None:
    assert report(victim_nik="5303010101010001", recruiter_handle="@kerjaenak") == {
        (MatchKind.HANDLE, "kerjaenak")
    }


def test_the_reporters_phone_is_not_the_victims() -> None:
    assert report(person=PERSON, reporter_phone="+6281234567", victim_birth_year=2001) == set()


def test_a_suspects_identity_number_is_not_compared() -> None:
    data = {"file": uuid4(), "suspect": uuid4(), "nik": "5303010101010001"}
    assert found("SuspectDesignated", **data) == set()


def test_each_value_names_the_class_whose_key_it_goes_with() -> None:
    data = {"channel": "phone", "person": PERSON, "victim_nik": "5303010101010001", "recruiter_handle": "a"}
    classes = {each.data_class for each in likenesses(proposed("ReportReceived", CASE, data))}
    assert classes == {DataClass.VICTIM_IDENTITY, DataClass.EVIDENCE}


@pytest.mark.parametrize(
    ("phone", "digits"),
    [("+6281234567", "6281234567"), ("+62081234567", "6281234567"), ("+60123456789", "60123456789")],
)
def test_a_phone_is_written_without_the_trunk_zero_of_indonesia(phone: str, digits: str) -> None:
    assert contact_of(phone, 2001) == f"{digits}/2001"


@pytest.mark.parametrize(
    "handle",
    [
        "kerjaenak",
        "@Kerja.Enak_77",
        "https://www.tiktok.com/@kerjaenak78?lang=id",
        "KERJA ENAK 1",
        "ｋｅｒｊａｅｎａｋ",
    ],
)
def test_handles_that_differ_by_number_signs_or_width_are_alike(handle: str) -> None:
    assert account_of(handle) == "kerjaenak"


@pytest.mark.parametrize(("handle", "account"), [("@ab12", "ab12"), ("12345", "12345"), ("...", "")])
def test_a_short_name_keeps_its_number_and_no_name_is_none(handle: str, account: str) -> None:
    assert account_of(handle) == account


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_writing_a_handle_alike_twice_changes_nothing_more(handle: str) -> None:
    account = account_of(handle)
    assert account_of(account) == account


def test_a_likeness_tells_what_it_is_made_of() -> None:
    event = proposed("ReportReceived", CASE, {"channel": "phone", "person": PERSON, "victim_nik": "1" * 16})
    assert likenesses(event) == [Likeness(MatchKind.NIK, "1" * 16, DataClass.VICTIM_IDENTITY)]
