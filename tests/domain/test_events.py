"""Reading rows of the log."""

from base64 import urlsafe_b64decode
from datetime import UTC, date, timedelta
from hashlib import sha256

import pytest

from domain import events
from domain.catalogue import REGISTRY
from domain.events import Marks, UnknownEventType, read_event
from tests.domain.given import CASE, FILE, REFERRAL, START, VICTIM, WIB, Stream, body_of, row_of, state_of


def test_a_row_is_read_with_its_data_typed_and_its_offset_kept() -> None:
    event = Stream().records("ReportReceived", "disdik", channel="school", person=VICTIM, child=True)
    assert (event.type, event.agency, event.version, event.position) == ("ReportReceived", "disdik", 1, 1)
    assert (event.data.channel, event.data.child, event.person) == ("school", True, VICTIM)
    assert event.occurred == START + timedelta(hours=1)
    assert event.occurred.utcoffset() == WIB.utcoffset(None)
    assert event.recordedat.tzinfo is UTC
    assert event.case == CASE


def test_an_event_tells_what_it_concerns() -> None:
    stream = Stream()
    filed = stream.records("PoliceReportFiled", "polres", file=FILE)
    offered = stream.records(
        "ReferralOffered", "polres", referral=REFERRAL, to="rsud", service="legal_aid", person=VICTIM
    )
    assert (filed.head.about, offered.head.about, offered.head.person) == (FILE, REFERRAL, VICTIM)


def test_digests_in_data_are_passed_over() -> None:
    body = body_of("ReportReceived", "ngo", CASE, {"channel": "phone", "_sd": ["x"], "_sd_alg": "sha-256"})
    event = read_event(row_of(body))
    assert event.data.channel == "phone"
    assert event.body.data["_sd"] == ["x"]


def test_what_a_decision_rests_on_is_read() -> None:
    decided = Stream().records(
        "PoliceReportFiled",
        "polres",
        attributes={"basedon": 3, "effectedon": "2026-03-01", "effecteddoc": "B-1", "group": "g1"},
    )
    assert (decided.basedon, decided.effectedon, decided.effecteddoc) == (3, date(2026, 3, 1), "B-1")
    assert decided.group == "g1"


def test_body_hash_and_key_are_those_of_the_stored_bytes() -> None:
    body = body_of("ReportReceived", "ngo", CASE, {"channel": "phone"}, actor="a-1")
    event = read_event(row_of(body))
    assert event.body == body
    assert event.kid == "test/key"
    assert event.hash == sha256(urlsafe_b64decode(state_of(body).split(b".")[1] + b"==")).hexdigest()


def test_assurance_follows_the_mark_of_the_server() -> None:
    stream = Stream()
    own = stream.records("ReportReceived", "ngo", channel="phone")
    hosted = stream.records("ReportReceived", "ngo", channel="phone", marks=Marks.ESCROW)
    assert (own.assurance, hosted.assurance) == ("agency", "escrow")


def test_a_type_outside_the_catalogue_cannot_be_read() -> None:
    row = row_of(body_of("ReportReceived", "ngo", CASE, {"channel": "phone"}))
    with pytest.raises(UnknownEventType):
        read_event(row._replace(type="jejak.NoSuchThing.v1"))


def test_an_old_version_is_upcast_on_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    body = body_of("ReportReceived", "ngo", CASE, {"medium": "phone"})
    old = "jejak.ReportReceived.v0"
    monkeypatch.setattr(events, "by_type", {old: REGISTRY["ReportReceived"]}.get)
    monkeypatch.setattr(events, "upcast", lambda topic, data: {"channel": data["medium"]})
    event = read_event(row_of(body)._replace(type=old))
    assert (event.type, event.data.channel, event.topic) == ("ReportReceived", "phone", old)
    events._reader.cache_clear()
