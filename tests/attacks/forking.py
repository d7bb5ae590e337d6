"""A process that forks, and whose children are killed while they seal: `python -m tests.attacks.forking DIR`.

Every child has what the parent had in memory: the same data key, the same events, the same pool of random
numbers, if there were one. What each seals is a line of its file: key id, nonce, digest, and the nonce of
every data key that it wrapped. The last line is cut where the child was killed.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from server.vault.epochs import EpochKeys
from server.vault.erased import ErasedKeys
from server.vault.seal import unpack_items
from server.vault.vault import Vault
from tests.server.vault.given import ORIGIN, victim_registered

CHILDREN, SEALINGS = 6, 400


class Sealing(msgspec.Struct):
    """What is to be unique: of each sealed item key and nonce, of each wrapped key the nonce."""

    items: list[tuple[str, str, str]]  # key id, digest, nonce
    wrapped: list[tuple[str, str]]  # key-encryption key id, nonce


def sealing(vault: Vault, number: int) -> Sealing:
    """Seals one of the events of before the fork again, and one of a person of its own."""
    old, new = EVENTS[number % len(EVENTS)], victim_registered(uuid4(), name=f"Kanari {number}")
    again, own = vault.seal(old, 0), vault.seal(new, 0)
    items = [item for sealed in (again, own) for item in unpack_items(sealed.items or b"")]
    return Sealing(
        [(item.key_id.hex(), item.digest, item.blob[:12].hex()) for item in items],
        [(key.kek_id, key.wrapped[:12].hex()) for key in (*again.keys, *own.keys)],
    )


def child(vault: Vault, file: Path) -> None:
    """Seals until it is killed."""
    with file.open("wb", buffering=0) as lines:
        number = 0
        while True:
            lines.write(msgspec.json.encode(sealing(vault, number)) + b"\n")
            number += 1
            if number == SEALINGS:
                os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path) -> None:
    keys = EpochKeys.founded(folder / "keys", lambda: datetime(2026, 3, 2, tzinfo=UTC))
    vault = Vault(ORIGIN, keys, ErasedKeys(folder / "erased.ndjson"), None)  # type: ignore[arg-type]
    vault.confirm([key for event in EVENTS for key in vault.seal(event, 0).fresh], 0)
    children = []
    for number in range(CHILDREN):
        if not (forked := os.fork()):
            child(vault, folder / f"{number}.lines")
        children.append(forked)
    for forked in children:
        os.waitpid(forked, 0)


PERSON, CASE = uuid4(), uuid4()
EVENTS = [victim_registered(PERSON, CASE, name=f"Siti {number}") for number in range(5)]

if __name__ == "__main__":
    main(Path(sys.argv[1]))
