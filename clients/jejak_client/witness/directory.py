"""The directory of a witness: its key and its memory, made together and used together."""

from __future__ import annotations

from pathlib import Path

from jejak_client.keys import KeyFileError
from jejak_client.tlog.note import NoteKey
from jejak_client.witness.key import CosigningKey, make_cosigning_key, read_cosigning_key
from jejak_client.witness.store import Store, StoreError
from jejak_client.witness.witness import Time, Witness

KEY, STORE = "key.jwk", "cosigned.sqlite3"


def make_witness(directory: Path, name: str) -> CosigningKey:
    """A new witness of this name in a directory of its own (0700).

    Raises KeyFileError or StoreError where one is there already or it cannot be written, and Malformed for
    what is no key name.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{directory} cannot be made: {error.strerror}") from None
    key = make_cosigning_key(directory / KEY, name)
    Store.make(directory / STORE, key.known.vkey)
    return key


def open_witness(directory: Path, time: Time) -> Witness:
    """The witness of a directory. Raises KeyFileError or StoreError where a part is missing or another's."""
    key, store = _parts(directory)
    for log in store.logs():
        _require_another(key, NoteKey.parse(log))
    return Witness(key, store, time)


def add_log(directory: Path, vkey: str) -> NoteKey:
    """From now on the witness cosigns the log of this key, whose name is its origin. Safe to call again.

    Raises Malformed for what is no Ed25519 log key, KeyFileError where it is the witness's own, StoreError.
    """
    key, store = _parts(directory)
    _require_another(key, log := NoteKey.parse(vkey))
    store.add_key(log.name, log.vkey)
    return log


def vkey_of(directory: Path) -> str:
    """What policies name this witness by. Raises KeyFileError or StoreError."""
    return _parts(directory)[0].known.vkey


def _parts(directory: Path) -> tuple[CosigningKey, Store]:
    key, store = read_cosigning_key(directory / KEY), Store(directory / STORE)
    if store.vkey != key.known.vkey:
        raise StoreError(f"{store.path} belongs to another key")
    return key, store


def _require_another(key: CosigningKey, log: NoteKey) -> None:
    """A witness that signs as the log would cosign whatever it has signed itself."""
    if log.public == key.known.public:
        raise KeyFileError("the key of the log is the key of this witness; a witness has a key of its own")
