"""Tampering with events and their values."""

from __future__ import annotations

import json
import random

from jejak_client import base64url

from tests.clients.verify.changing import (
    Tampered,
    change_event,
    change_json,
    event_in,
    finds,
    of_case,
    payload_of,
    with_payload,
)
from tests.clients.verify.made_log import Signer, compact_json
from tests.clients.verify.making import Files, packed
from tests.clients.verify.telling import Story


@finds("signature_invalid", "not_included")
def the_same_json_in_other_bytes(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    payload = json.dumps(payload_of(entry.state), ensure_ascii=True, indent=chance.choice([None, 1])).encode()
    change_event(files, entry.position, state=with_payload(entry.state, payload))
    return packed(told, files)


@finds("not_included")
def another_text_under_the_agencys_own_key(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice([each for each in of_case(told) if each.body["source"].endswith("polres-ttu")])
    body = {**payload_of(entry.state), "data": {"articles": ["UU-21-2007:9"]}}
    kid = json.loads(base64url.decode(entry.state.split(".")[0]))["kid"]
    signer = next(each for each in told.log.signers.values() if each.kid == kid)
    change_event(
        files, entry.position, state=signer.jws("jejak-event+jws", compact_json(body)), disclosures=[]
    )
    return packed(told, files)


@finds("signature_invalid")
def a_signature_of_somebody_else(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    protected, payload, _ = entry.state.split(".")
    forged = Signer("thief", "thief").private.sign(f"{protected}.{payload}".encode())
    change_event(files, entry.position, state=f"{protected}.{payload}.{base64url.encode(forged)}")
    return packed(told, files)


@finds("event_malformed")
def a_header_that_brings_its_key(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    signer = Signer("thief", entry.body["source"].removeprefix("/agencies/"))
    change_event(files, entry.position, state=signer.jws("jejak-event+jws", entry.payload, jwk=signer.x))
    return packed(told, files)


@finds("event_malformed")
def no_algorithm(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    signer = Signer("thief", entry.body["source"].removeprefix("/agencies/"))
    change_event(files, entry.position, state=signer.jws("jejak-event+jws", entry.payload, alg="none"))
    return packed(told, files)


@finds("event_malformed")
def a_member_twice_in_a_body(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    payload = entry.payload.replace(b'"data"', b'"data":{},"data"', 1)
    change_event(files, entry.position, state=with_payload(entry.state, payload))
    return packed(told, files)


@finds("key_unknown")
def a_key_that_nobody_registered(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    signer = Signer("thief", entry.body["source"].removeprefix("/agencies/"))
    change_event(files, entry.position, state=signer.jws("jejak-event+jws", entry.payload))
    return packed(told, files)


@finds("not_included")
def an_earlier_time_of_recording(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    change_event(files, entry.position, recordedat="2026-02-" + entry.recordedat[8:])
    return packed(told, files)


@finds("not_included", "assurance_differs")
def escrow_passed_off_as_the_agencys_word(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = next(each for each in told.shown if each.marks & 8)
    change_event(files, entry.position, marks=entry.marks & ~8)
    return packed(told, files)


@finds("event_misnamed")
def an_event_at_another_position(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    change_event(files, entry.position, position=entry.position + 1)
    return packed(told, files)


@finds("not_included")
def two_events_exchanged(told: Story, files: Files, chance: random.Random) -> Tampered:
    one, other = chance.sample(of_case(told), 2)
    first, second = event_in(files, one.position), event_in(files, other.position)
    change_event(files, one.position, state=second["state"], disclosures=second["disclosures"])
    change_event(files, other.position, state=first["state"], disclosures=first["disclosures"])
    return packed(told, files)


@finds("file_malformed")
def a_position_that_is_text(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    change_event(files, entry.position, position=str(entry.position))
    return packed(told, files)


@finds("case_differs")
def an_event_of_another_case(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(told, files, case=told.dispute)


@finds("position_late")
def events_after_the_dossiers_position(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(told, files, position=of_case(told)[0].position)


@finds("stage_overlaps")
def an_event_told_twice(told: Story, files: Files, chance: random.Random) -> Tampered:
    position = of_case(told)[-1].position
    row = {"position": position, "code": None, "date": "2026-03-02"}
    change_json(files, "stages.json", lambda rows: [*rows, row])
    return packed(told, files)


@finds("disclosure_unmatched")
def another_value(told: Story, files: Files, chance: random.Random) -> Tampered:
    for entry in of_case(told):
        shown = event_in(files, entry.position)["disclosures"]
        if shown:
            salt, field, _ = json.loads(base64url.decode(shown[0]))
            other = base64url.encode(compact_json([salt, field, "Budi"]))
            change_event(files, entry.position, disclosures=[other, *shown[1:]])
            return packed(told, files)
    return another_event_s_value(told, files, chance)


@finds("disclosure_unmatched")
def another_event_s_value(told: Story, files: Files, chance: random.Random) -> Tampered:
    giver = next(each for each in of_case(told) if each.disclosures)
    taker = next(each for each in of_case(told) if not each.disclosures)
    change_event(files, taker.position, disclosures=giver.disclosures[:1])
    return packed(told, files)


@finds("disclosure_malformed")
def a_value_twice(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = next(each for each in of_case(told) if each.disclosures)
    change_event(files, entry.position, disclosures=[entry.disclosures[0]] * 2)
    return packed(told, files)


@finds("disclosure_malformed")
def a_value_that_is_no_json(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    change_event(files, entry.position, disclosures=[base64url.encode(b'["salt","field"')])
    return packed(told, files)
