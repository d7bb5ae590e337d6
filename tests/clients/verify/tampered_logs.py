"""Tampering with proofs and checkpoints."""

from __future__ import annotations

import random

from jejak_client.tlog.proof import parse_proof

from tests.clients.verify.changing import (
    Tampered,
    change_json,
    finds,
    main_size,
    with_checkpoint,
)
from tests.clients.verify.made_log import WITNESSES
from tests.clients.verify.making import Files, packed
from tests.clients.verify.telling import Story


@finds("proof_missing")
def no_proof(told: Story, files: Files, chance: random.Random) -> Tampered:
    del files[f"proofs/{chance.choice(told.shown).position}.tlog-proof"]
    return packed(told, files)


@finds("not_included")
def a_bit_of_a_proof(told: Story, files: Files, chance: random.Random) -> Tampered:
    name = f"proofs/{chance.choice(told.shown).position}.tlog-proof"
    proof = parse_proof(files[name])
    at = chance.randrange(len(proof.hashes))
    flipped = bytes((proof.hashes[at][0] ^ 1,)) + proof.hashes[at][1:]
    hashes = (*proof.hashes[:at], flipped, *proof.hashes[at + 1 :])
    files[name] = type(proof)(proof.index, hashes, proof.checkpoint).encode()
    return packed(told, files)


@finds("proof_malformed")
def a_proof_cut_short(told: Story, files: Files, chance: random.Random) -> Tampered:
    name = f"proofs/{chance.choice(told.shown).position}.tlog-proof"
    files[name] = files[name].replace(b"index", b"indeks", 1)
    return packed(told, files)


@finds("proof_foreign")
def a_proof_of_another_event(told: Story, files: Files, chance: random.Random) -> Tampered:
    one, other = chance.sample(told.shown, 2)
    files[f"proofs/{one.position}.tlog-proof"] = files[f"proofs/{other.position}.tlog-proof"]
    return packed(told, files)


@finds("not_final")
def a_checkpoint_without_its_quorum(told: Story, files: Files, chance: random.Random) -> Tampered:
    few = chance.sample(WITNESSES, chance.randint(0, 2))
    with_checkpoint(files, told.log.note(*main_size(told), few))
    return packed(told, files)


@finds("not_final")
def cosignatures_of_1970(told: Story, files: Files, chance: random.Random) -> Tampered:
    size, _ = main_size(told)
    with_checkpoint(files, told.log.note(size, chance.choice([0, 1, 86_400]), WITNESSES))
    return packed(told, files)


@finds("not_final")
def cosignatures_of_next_year(told: Story, files: Files, chance: random.Random) -> Tampered:
    size, time = main_size(told)
    with_checkpoint(files, told.log.note(size, time + 365 * 86_400, WITNESSES))
    return packed(told, files)


@finds("checkpoint_unverified")
def a_cosignature_of_another_checkpoint(told: Story, files: Files, chance: random.Random) -> Tampered:
    size, time = main_size(told)
    other = told.log.note(size - 1, time, ["auditor"]).split(b"\n\n")[1].split(b"\n")[1]
    with_checkpoint(files, told.log.note(size, time, WITNESSES[:3]) + other + b"\n")
    return packed(told, files)


@finds("checkpoint_unverified")
def a_checkpoint_that_the_log_has_not_signed(told: Story, files: Files, chance: random.Random) -> Tampered:
    text, _, lines = told.log.note(*main_size(told)).partition(b"\n\n")
    with_checkpoint(files, text + b"\n\n" + b"".join(lines.splitlines(keepends=True)[1:]))
    return packed(told, files)


@finds("checkpoint_malformed")
def an_extension_line(told: Story, files: Files, chance: random.Random) -> Tampered:
    text, _, lines = told.log.note(*main_size(told)).partition(b"\n\n")
    with_checkpoint(files, text + b"\nextension\n\n" + lines)
    return packed(told, files)


@finds("consistency_unverified")
def a_log_that_was_rewritten(told: Story, files: Files, chance: random.Random) -> Tampered:
    size = main_size(told)[0]
    change_json(files, "consistency.json", lambda leads: [
        {**lead, "hashes": ["A" * 43 + "=", *lead["hashes"][1:]]} for lead in leads
    ])  # fmt: skip
    told.log.leaves[0] = bytes(32)
    small = size // 2 + 1
    files[f"older/{small}"] = told.log.note(small, told.log.cosigned[-1][1] - 30)
    lead = {"from": small, "to": size, "hashes": ["A" * 43 + "="]}
    change_json(files, "consistency.json", lambda leads: [*(x for x in leads if x["from"] != small), lead])
    return packed(told, files)


@finds("consistency_missing")
def an_earlier_checkpoint_without_its_proof(told: Story, files: Files, chance: random.Random) -> Tampered:
    size, time = main_size(told)
    files[f"older/{size - 1}"] = told.log.note(size - 1, time - 5)
    change_json(files, "consistency.json", lambda leads: [x for x in leads if x["from"] != size - 1])
    return packed(told, files)


@finds("older_unverified")
def an_earlier_checkpoint_under_another_size(told: Story, files: Files, chance: random.Random) -> Tampered:
    size, time = main_size(told)
    files[f"older/{size - 2}"] = told.log.note(size - 1, time - 5)
    return packed(told, files)
