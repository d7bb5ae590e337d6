"""What a witness answers to a checkpoint (C2SP tlog-witness): its cosignature, or why it gives none.

It cosigns a checkpoint that a key it knows has signed and whose tree begins with the tree that it cosigned
last. It reads no entry of the log, and what it logs of a request is what the log itself has signed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from jejak_client.tlog import merkle
from jejak_client.tlog.checkpoint import Checkpoint, parse_checkpoint
from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.note import Note, NoteKey, Signature, parse_note, verify_note
from jejak_client.tlog.submission import SIZE_TYPE, Submission, parse_submission
from jejak_client.witness.key import CosigningKey
from jejak_client.witness.store import Cosigned, Store

TEXT_TYPE = "text/plain; charset=utf-8"

log = logging.getLogger("jejak.witness")

Time = Callable[[], float]  # seconds since 1970


class Answer(NamedTuple):
    """HTTP status, content type and body."""

    status: int
    media_type: str
    body: bytes


class Refused(Exception):
    """The checkpoint is not cosigned: the status of the answer and its one line."""

    def __init__(self, status: int, line: str, media_type: str = TEXT_TYPE) -> None:
        super().__init__(line)
        self.answer = Answer(status, media_type, f"{line}\n".encode())


class Witness:
    """One witness at work. Any number of threads may call it, and another process may use the same store."""

    def __init__(self, key: CosigningKey, store: Store, time: Time) -> None:
        self.key = key
        self._store = store
        self._time = time

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to POST add-checkpoint. What a 200 says is durable by then."""
        try:
            return Answer(200, TEXT_TYPE, self._cosigned(body))
        except Refused as refusal:
            return refusal.answer

    def checkpoint(self, origin_hash: str) -> bytes | None:
        """The newest checkpoint it cosigned of the log whose origin has this SHA-256 (hex); None for none."""
        found = self._store.checkpoint(origin_hash)
        return found.encode() if found else None

    def _cosigned(self, body: bytes) -> bytes:
        submission, note, checkpoint = _read(body)
        signatures = self._of_the_log(note, checkpoint.origin)
        if submission.old > checkpoint.size:
            raise Refused(400, "old: it is larger than the checkpoint")
        before = self._store.newest(checkpoint.origin)
        if submission.old != before.size:
            raise _stands_at(before)
        _require_grown(before, submission.proof, checkpoint, note)
        # The time is taken before the tree is stored: who stores a larger one later has a later time.
        cosignature = self.key.cosign(note.text, int(self._time()))
        kept = Note(note.text, (*signatures, cosignature)).encode().decode()
        if not self._store.advance(checkpoint.origin, before.size, _tree(checkpoint), kept):
            raise _stands_at(self._store.newest(checkpoint.origin))  # another request was faster
        return cosignature.encode()

    def _of_the_log(self, note: Note, origin: str) -> list[Signature]:
        """The signatures by keys of the log that this witness knows, which all hold."""
        known = [NoteKey.parse(vkey) for vkey in self._store.keys_of(origin)]
        if not known:
            raise Refused(404, "origin: this witness does not know the log")
        try:
            found = verify_note(note, known)
        except Unverified as error:
            raise Refused(403, str(error)) from None
        return [Signature(each.key.name, each.key.key_id, each.blob) for each in found]


def _read(body: bytes) -> tuple[Submission, Note, Checkpoint]:
    try:
        submission = parse_submission(body)
        note = parse_note(submission.note)
        return submission, note, parse_checkpoint(note.text)
    except Malformed as error:
        raise Refused(400, str(error)) from None


def _require_grown(before: Cosigned, proof: Sequence[bytes], checkpoint: Checkpoint, note: Note) -> None:
    try:
        _verify_growth(before, proof, checkpoint)
    except Unverified as error:
        # The log has signed it all the same: what it says here is evidence against whoever holds its key.
        log.error("refused after a tree of %d leaves: %r", before.size, note.encode().decode())
        raise Refused(422, str(error)) from None


def _verify_growth(before: Cosigned, proof: Sequence[bytes], checkpoint: Checkpoint) -> None:
    """Unverified unless the checkpoint begins with the tree before; any tree begins with the empty one."""
    if before.size:
        merkle.verify_consistency(before.size, before.root, checkpoint.size, checkpoint.root, proof)
    elif proof:
        raise Unverified("consistency: the proof from an empty tree is empty")
    elif not checkpoint.size and checkpoint.root != merkle.EMPTY_ROOT:
        raise Unverified("consistency: an empty tree has the hash of nothing for its root")


def _tree(checkpoint: Checkpoint) -> Cosigned:
    return Cosigned(checkpoint.size, checkpoint.root)


def _stands_at(newest: Cosigned) -> Refused:
    return Refused(409, str(newest.size), SIZE_TYPE)
