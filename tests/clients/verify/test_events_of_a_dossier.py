"""Who and what: events as signed, their order, their values, and what of them is withheld."""

import json
from datetime import timedelta
from typing import Any

import pytest
from jejak_client import base64url
from jejak_client.verify.dossier import Verdict, verify_dossier
from jejak_client.verify.event import read_record
from jejak_client.verify.leaf import leaf_of
from jejak_client.verify.reading import EventFile, Unreadable, read_as, read_json

from domain import leaf as leaf_of_the_server
from tests.clients.verify.made_log import ORIGIN, Signer, compact_json
from tests.clients.verify.making import Files, dossier_files, packed, policy_text, pretty
from tests.clients.verify.telling import Story, story


def verdict_on(told: Story, files: Files | None = None, **manifest: Any) -> Verdict:
    raw = packed(told, files or dossier_files(told), **manifest)
    return verify_dossier(raw, told.verified_at, policy_text())


def codes(verdict: Verdict) -> set[str]:
    return {problem.code for problem in verdict.result.problems}


def test_a_leaf_is_the_one_that_the_server_makes() -> None:
    for entry in story(1).log.entries:
        file = read_as(EventFile, pretty(entry.as_file()))
        made = leaf_of_the_server.leaf_entry(
            entry.position, entry.version, entry.recorded, entry.marks, entry.classes, entry.state.encode()
        )
        assert leaf_of(file) == leaf_of_the_server.leaf_hash(made) == entry.leaf


def test_who_and_what_are_those_that_were_signed() -> None:
    told = story(1)
    for event, entry in zip(verdict_on(told).result.events, told.shown, strict=True):
        assert event.who == entry.body["source"].removeprefix("/agencies/")
        assert (event.type, event.time, event.recordedat) == (
            entry.body["type"], entry.body["time"], entry.recordedat,
        )  # fmt: skip
        assert event.assurance == ("escrow" if entry.marks & 8 else "agency")
        assert event.withheld == told.hidden.get(entry.position, 0)
        assert ("late" in event.flags) == bool(entry.marks & 1)


def test_values_are_shown_as_they_were_signed() -> None:
    told = story(1)
    for held in verdict_on(told).held:
        entry = told.log.entries[held.record.position - 1]
        shown = entry.disclosures[: len(entry.disclosures) - told.hidden.get(entry.position, 0)]
        signed = [json.loads(base64url.decode(each)) for each in shown]
        assert dict(held.values) == {field: value for _, field, value in signed}


def test_bytes_are_kept_as_they_were_signed_however_they_look() -> None:
    told = story(1, rotated=False)
    body = {**told.log.entries[-1].body, "id": "odd", "source": "/agencies/polres-ttu", "subject": told.case,
            "prevversion": None, "prevhash": None, "seensize": None, "seenroot": None}  # fmt: skip
    odd = json.dumps(body, indent=3, ensure_ascii=True).encode() + b"\n \n"
    told.log.store(told.log.signers["polres-ttu"], odd, told.log.now + timedelta(seconds=5))
    told.log.cosign()
    assert verdict_on(told).result.ok


def test_times_of_recording_that_go_back_are_found() -> None:
    told = story(1)
    last = told.shown[-1]
    last.recorded = told.shown[0].recorded - timedelta(seconds=1)
    told.log.leaves[last.position - 1] = last.leaf
    assert codes(verdict_on(told)) == {"order_broken", "receipt_broken"}  # it was promised earlier, too


def test_an_id_used_twice_is_found() -> None:
    told = story(1, rotated=False)
    entry = told.shown[-1]
    signer = told.log.signers["kejari-ttu 2" if "kejari-ttu 2" in told.log.signers else "kejari-ttu"]
    told.log.append(signer, "SpdpReceived", told.case, {}, id=entry.body["id"])
    told.log.cosign()
    assert codes(verdict_on(told)) == {"event_repeated"}


def test_an_event_of_another_deployment_is_found() -> None:
    told = story(1, rotated=False)
    told.log.append(told.log.signers["polres-ttu"], "SpdpSent", told.case, {}, origin="another.example")
    told.log.cosign()
    assert codes(verdict_on(told)) == {"origin_differs"}


POLICE = Signer("polres-ttu", "polres-ttu")
BODY = {
    "specversion": "1.0", "id": "a", "source": "/agencies/polres-ttu", "type": "jejak.SpdpSent.v1",
    "subject": "6f0f9c52-0e2b-4f0c-9f6e-0a2f3f1f7a11", "time": "2026-03-02T01:00:00+08:00", "origin": ORIGIN,
    "data": {},
}  # fmt: skip


def file_of(state: str) -> EventFile:
    return EventFile(1, 1, "2026-03-02T01:00:00.000000Z", 0, 0, state, ())


def state_of(body: dict[str, Any] | bytes, **header: Any) -> str:
    payload = body if isinstance(body, bytes) else compact_json(body)
    return POLICE.jws("jejak-event+jws", payload, **header)


def test_an_event_is_read() -> None:
    record = read_record(file_of(state_of(BODY)))
    assert (record.agency, record.name, record.digests) == ("polres-ttu", "SpdpSent", ())


def with_number(text: bytes) -> bytes:
    return compact_json({**BODY, "data": {"n": 1}}).replace(b'"n":1', b'"n":' + text)


GOOD_STATE = state_of(BODY)
UNREADABLE = {
    "nothing": "",
    "two parts": GOOD_STATE.rpartition(".")[0],
    "four parts": GOOD_STATE + ".x",
    "padding": GOOD_STATE + "=",
    "no signature": GOOD_STATE.rpartition(".")[0] + ".",
    "beyond ASCII": GOOD_STATE.replace(".", "․", 1),
    "another algorithm": state_of(BODY, alg="EdDSA"),
    "no algorithm": state_of(BODY, alg="none"),
    "an algorithm with one secret for both": state_of(BODY, alg="HS256"),
    "a type of other things": state_of(BODY, typ="jejak-receipt+jws"),
    "a key in the header": state_of(BODY, jwk=POLICE.x),
    "a header to be understood": state_of(BODY, crit="x"),
    "a kid of no agency": state_of(BODY, kid="x"),
    "a kid of another agency": state_of(BODY, kid=Signer("k", "kejari-ttu").kid),
    "no JSON": state_of(b"{"),
    "a list": state_of(b"[]"),
    "a member twice": state_of(compact_json(BODY).replace(b'"id"', b'"id":"b","id"')),
    "not a number": state_of(with_number(b"NaN")),
    "a number beyond a double": state_of(with_number(b"1e999")),
    "an integer beyond 2^53": state_of({**BODY, "data": {"n": 2**53}}),
    "half a surrogate": state_of(with_number(b'"\\ud800"')),
    "nested too deeply": state_of(with_number(b"[" * 40 + b"]" * 40)),
    "a byte order mark": state_of(b"\xef\xbb\xbf" + compact_json(BODY)),
    "bytes that are not UTF-8": state_of(compact_json(BODY).replace(b"2026", b"\xff026")),
    "no data": state_of({**BODY, "data": None}),
    "an id with a line feed": state_of({**BODY, "id": "a\nb"}),
    "a subject in capitals": state_of({**BODY, "subject": BODY["subject"].upper()}),  # type: ignore[attr-defined]
    "a type without a version": state_of({**BODY, "type": "jejak.SpdpSent"}),
    "a time without an offset": state_of({**BODY, "time": "2026-03-02T01:00:00"}),
    "digests without their algorithm": state_of({**BODY, "data": {"_sd": ["a"]}}),
    "another algorithm of digests": state_of({**BODY, "data": {"_sd": ["a"], "_sd_alg": "sha-512"}}),
    "digests twice": state_of({**BODY, "data": {"_sd": ["a", "a"], "_sd_alg": "sha-256"}}),
    "digests out of order": state_of({**BODY, "data": {"_sd": ["b", "a"], "_sd_alg": "sha-256"}}),
    "no digests": state_of({**BODY, "data": {"_sd": [], "_sd_alg": "sha-256"}}),
    "digests that are numbers": state_of({**BODY, "data": {"_sd": [1], "_sd_alg": "sha-256"}}),
    "too large": state_of({**BODY, "data": {"n": "a" * 50_000}}),
}  # fmt: skip


@pytest.mark.parametrize("state", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_the_log_would_not_have_recorded_is_not_read(state: str) -> None:
    with pytest.raises(Unreadable):
        read_record(file_of(state))


@pytest.mark.parametrize(
    "raw", [b"1e400", b"-1e400", b"Infinity", b"nul", b"'a'", b'"\x00"', b"{} {}", b"", b"\xff"]
)
def test_json_that_readers_take_otherwise_is_not_read(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_json(raw)


@pytest.mark.parametrize("depth", [32, 33])
def test_nesting_is_taken_up_to_32(depth: int) -> None:
    raw = b"[" * depth + b"]" * depth
    if depth == 32:
        assert read_json(raw)
    else:
        with pytest.raises(Unreadable):
            read_json(raw)


def test_a_dossier_with_all_values_and_events_has_nothing_withheld() -> None:
    told = story(4)
    told = Story(told.log, told.case, told.dispute, frozenset(), {})
    assert not {"events_withheld", "values_withheld"} & {note.code for note in verdict_on(told).result.notes}
