"""Looking at the log: a checkpoint is remembered where it holds and continues the one before."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jejak_client import base64url
from jejak_client.seen import LogForked, log_keys, look, origin_in
from jejak_client.state import LocalState
from jejak_client.tlog import base64std, merkle
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.note import Note, NoteKey
from jejak_client.tlog.tiles import TileName, encode_tile

ORIGIN = "jejak.test/log"


class Log:
    """A log of numbered leaves; `changed`: from which leaf on it says something else."""

    def __init__(self, changed: int = 10_000) -> None:
        self.leaves = [sha256(b"%d%d" % (n, n >= changed)).digest() for n in range(600)]
        self.asked: list[TileName] = []

    def hash_at(self, level: int, index: int) -> bytes:
        if not level:
            return self.leaves[index]
        return merkle.node_hash(self.hash_at(level - 1, 2 * index), self.hash_at(level - 1, 2 * index + 1))

    def root(self, size: int) -> bytes:
        return merkle.root(size, self.hash_at)

    def tile(self, name: TileName) -> bytes:
        self.asked.append(name)
        level = 8 * int(name.level)
        return encode_tile([self.hash_at(level, 256 * name.index + n) for n in range(name.width)])


class Signer:
    """The key of the log."""

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.generate()
        self.key = NoteKey(ORIGIN, self.private.public_key().public_bytes_raw())

    def note(self, size: int, root: bytes) -> bytes:
        text = Checkpoint(ORIGIN, size, root).text
        return Note(text, (self.key.signature(text, self.private.sign),)).encode()


SIGNER = Signer()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[LocalState]:
    with LocalState(tmp_path / "s") as opened:
        yield opened


def looked(state: LocalState, log: Log, size: int) -> int:
    return look(state, SIGNER.note(size, log.root(size)), [SIGNER.key], log.tile).size


def test_the_first_checkpoint_is_remembered_as_it_came(state: LocalState) -> None:
    log = Log()
    assert looked(state, log, 300) == 300
    seen = state.seen()
    assert seen is not None
    assert (seen.origin, seen.size, base64std.decode(seen.root)) == (ORIGIN, 300, log.root(300))
    assert (seen.vkey, seen.note) == (SIGNER.key.vkey, SIGNER.note(300, log.root(300)))
    assert log.asked == []


@pytest.mark.parametrize("sizes", [(1, 2), (255, 256), (256, 257), (300, 511), (3, 600), (0, 5), (7, 7)])
def test_a_larger_tree_that_begins_with_the_one_before_takes_its_place(
    state: LocalState, sizes: tuple[int, int]
) -> None:
    log = Log()
    for size in sizes:
        assert looked(state, log, size) == size
    assert state.forks() == []


def test_an_older_checkpoint_of_the_same_log_changes_nothing(state: LocalState) -> None:
    log = Log()
    looked(state, log, 300)
    assert looked(state, log, 200) == 300
    seen = state.seen()
    assert seen is not None
    assert seen.size == 300


@pytest.mark.parametrize("size", [300, 301, 600, 299])
def test_another_history_is_told_kept_and_not_followed(state: LocalState, size: int) -> None:
    true, false = Log(), Log(changed=100)
    looked(state, true, 300)
    with pytest.raises(LogForked, match="auditor"):
        looked(state, false, size)
    assert state.forks() == [(SIGNER.note(300, true.root(300)), SIGNER.note(size, false.root(size)))]
    seen = state.seen()
    assert seen is not None
    assert base64std.decode(seen.root) == true.root(300)


def test_where_tiles_are_not_served_nothing_is_claimed_and_nothing_followed(state: LocalState) -> None:
    log = Log()
    looked(state, log, 300)

    def none(_: TileName) -> bytes:
        raise Malformed("tile: the server does not have it")

    with pytest.raises(Malformed):
        look(state, SIGNER.note(400, log.root(400)), [SIGNER.key], none)
    assert (state.forks(), (state.seen() or [0, 0])[1]) == ([], 300)


def test_a_checkpoint_that_the_log_did_not_sign_is_not_remembered(state: LocalState) -> None:
    log, other = Log(), Signer()
    with pytest.raises(Unverified):
        look(state, other.note(5, log.root(5)), [SIGNER.key], log.tile)
    assert state.seen() is None


def test_a_log_that_was_begun_anew_is_another_log(state: LocalState) -> None:
    log, anew = Log(), Log(changed=0)
    looked(state, log, 300)
    text = Checkpoint(f"{ORIGIN}/2", 5, anew.root(5)).text
    key = NoteKey(f"{ORIGIN}/2", SIGNER.key.public)
    raw = Note(text, (key.signature(text, SIGNER.private.sign),)).encode()
    assert look(state, raw, [key], anew.tile).origin == f"{ORIGIN}/2"
    assert origin_in(raw) == f"{ORIGIN}/2"


def test_the_keys_of_the_log_are_those_of_the_deployment_for_it_and_those_in_force_come_first() -> None:
    def key(custody: str, public: bytes, until: int | None = None) -> dict[str, object]:
        return {"custody": custody, "x": base64url.encode(public), "until_position": until}

    old, new = SIGNER.key.public, Signer().key.public
    told = {
        "agencies": [
            {"kind": "polres", "keys": [key("log", Signer().key.public)]},
            {"kind": "deployment", "keys": [key("log", old, 9), key("receipt", b"\1" * 32), key("log", new)]},
        ]
    }
    assert [each.public for each in log_keys(told, ORIGIN)] == [new, old]
