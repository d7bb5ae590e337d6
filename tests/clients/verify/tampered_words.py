"""Tampering with policy, keys, receipts and deliveries."""

from __future__ import annotations

import random
from typing import Any

from jejak_client import base64url
from jejak_client.tlog.note import NoteKey

from tests.clients.verify.changing import (
    Tampered,
    change_json,
    finds,
    main_size,
    of_case,
    payload_of,
)
from tests.clients.verify.made_log import HOST, LOG, ORIGIN, Signer, compact_json
from tests.clients.verify.making import Files, packed, policy_text, receipt_of
from tests.clients.verify.telling import Story


@finds("policy_refused")
def a_quorum_of_two(told: Story, files: Files, chance: random.Random) -> Tampered:
    files["policy"] = policy_text(2)
    return packed(told, files), None


@finds("policy_refused")
def no_quorum_at_all(told: Story, files: Files, chance: random.Random) -> Tampered:
    files["policy"] = chance.choice([b"quorum none\n", b"", b"# nothing\n"])
    return packed(told, files), None


@finds("policy_missing")
def no_policy(told: Story, files: Files, chance: random.Random) -> Tampered:
    del files["policy"]
    return packed(told, files), None


@finds("policy_malformed")
def a_policy_that_cannot_be_read(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(told, files), b"quibble\n"


@finds("log_key_unknown")
def a_log_key_that_nobody_registered(told: Story, files: Files, chance: random.Random) -> Tampered:
    own, other = (Signer(name, HOST) for name in ("log", "another log"))
    lines = files["policy"].replace(
        NoteKey(LOG, own.public).vkey.encode(), NoteKey(LOG, other.public).vkey.encode()
    )
    files["policy"] = lines
    return packed(told, files), None


@finds("registry_gap")
def a_revocation_left_out(told: Story, files: Files, chance: random.Random) -> Tampered:
    revocation = next(each for each in told.shown if "KeyRevoked" in each.body["type"])
    for name in (f"events/{revocation.position}.json", f"proofs/{revocation.position}.tlog-proof"):
        del files[name]
    return packed(told, files)


@finds("genesis_missing", "key_unknown")
def no_beginning(told: Story, files: Files, chance: random.Random) -> Tampered:
    del files["events/1.json"], files["proofs/1.tlog-proof"]
    return packed(told, files)


@finds("keys_differ")
def another_custody_in_the_list_of_keys(told: Story, files: Files, chance: random.Random) -> Tampered:
    def change(told_of: Any) -> Any:
        chance.choice([each for each in told_of["agencies"] if each["keys"]])["keys"][0]["custody"] = "escrow"
        return told_of

    change_json(files, "keys.json", change)
    return packed(told, files)


@finds("receipt_unverified")
def a_receipt_of_somebody_else(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry = chance.choice(of_case(told))
    payload = base64url.decode(receipt_of(told.log, [entry]).split(".")[1])
    files[f"receipts/{entry.position}.jws"] = Signer("thief", HOST).jws("jejak-receipt+jws", payload).encode()
    return packed(told, files)


@finds("receipt_contradicts")
def a_receipt_for_another_leaf(told: Story, files: Files, chance: random.Random) -> Tampered:
    entry, other = chance.sample(of_case(told), 2)
    promised = {**entry.promised(), "leaf": other.leaf.hex()}
    files[f"receipts/{entry.position}.jws"] = receipt_of(told.log, [], events=[promised]).encode()
    return packed(told, files)


@finds("receipt_broken")
def a_promise_that_was_broken(told: Story, files: Files, chance: random.Random) -> Tampered:
    size, _ = main_size(told)
    early = told.log.entries[0]
    promised = {**early.promised(), "position": size + 1, "recordedat": "2026-03-02T00:00:00.000000Z"}
    files["receipts/late.jws"] = receipt_of(told.log, [], events=[promised]).encode()
    return packed(told, files)


@finds("receipt_malformed")
def a_receipt_without_events(told: Story, files: Files, chance: random.Random) -> Tampered:
    files["receipts/none.jws"] = receipt_of(told.log, []).encode()
    return packed(told, files)


@finds("statement_unverified")
def a_statement_of_somebody_else(told: Story, files: Files, chance: random.Random) -> Tampered:
    def change(rows: Any) -> Any:
        for row in rows:
            if row["statement"] is None:
                continue
            payload = base64url.decode(row["statement"].split(".")[1])
            forged = Signer("thief", "kejari-ttu").jws("jejak-acknowledgement+jws", payload)
            said = payload_of(row["receipt"])["ledger"]
            receipt = told.log.signers["receipt"].jws(
                "jejak-receipt+jws", compact_json({"iss": ORIGIN, "ledger": {**said, "statement": forged}})
            )
            return [{**row, "statement": forged, "receipt": receipt}]
        raise AssertionError("a delivery of the story is stated")

    change_json(files, "deliveries.json", change)
    return packed(told, files)


@finds("delivery_contradicts")
def an_earlier_acknowledgement(told: Story, files: Files, chance: random.Random) -> Tampered:
    def change(rows: Any) -> Any:
        row = next(each for each in rows if each["receipt"] is not None)
        row["acknowledged_at"] = "2026-03-01T00:00:00.000000Z"
        return rows

    change_json(files, "deliveries.json", change)
    return packed(told, files)


@finds("delivery_malformed")
def a_delivery_of_an_event_that_is_not_here(told: Story, files: Files, chance: random.Random) -> Tampered:
    change_json(files, "deliveries.json", lambda rows: [{**rows[0], "position": 10**6}, *rows[1:]])
    return packed(told, files)
