"""An event is proved by the log of events alone: the host fills its log of reads with whatever it likes."""

from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.merkle import inclusion_proof, root
from jejak_client.tlog.note import Note, NoteKey
from jejak_client.tlog.proof import TlogProof
from jejak_client.verify.single import Kept, verify_kept

from tests.clients.verify.made_log import HOST, ORIGIN, QUORUM, WITNESSES, MadeLog, Signer, witness_key
from tests.clients.verify.making import keys_of, policy_text, pretty, receipt_of
from tests.clients.verify.telling import Story, story

READS = NoteKey(f"{ORIGIN}/reads", Signer("reads log", HOST).public)


def checkpoint_of_reads(log: MadeLog) -> bytes:
    """Its leaves are those of events, and the witnesses, who read no entry, cosign it."""
    size, time = log.cosigned[-1]
    text = Checkpoint(READS.name, size, root(size, log.hash_at)).text
    lines = [READS.signature(text, Signer("reads log", HOST).private.sign)]
    for name in WITNESSES[:QUORUM]:
        lines.append(witness_key(name).signature(text, time, Signer(f"witness {name}", name).private.sign))
    return Note(text, tuple(lines)).encode()


def codes(told: Story, event: bool) -> list[str]:
    log, entry = told.log, told.shown[-1]
    path = inclusion_proof(entry.position - 1, log.cosigned[-1][0], log.hash_at)
    kept = Kept(
        event=pretty(entry.as_file()) if event else None,
        proof=TlogProof(entry.position - 1, path, checkpoint_of_reads(log)).encode(),
        receipt=None if event else receipt_of(log, [entry]).encode(),
    )
    both = f"log {READS.vkey}\n".encode() + policy_text()  # as GET /v1/log/policy names both logs
    return [
        each.code for each in verify_kept(kept, pretty(keys_of(log)), both, told.verified_at).result.problems
    ]


def test_no_proof_in_the_log_of_reads_shows_an_event() -> None:
    assert codes(story(1), event=True) == ["checkpoint_foreign"]


def test_nor_does_it_show_that_the_promise_of_a_receipt_was_kept() -> None:
    assert codes(story(1), event=False) == ["checkpoint_foreign"]
