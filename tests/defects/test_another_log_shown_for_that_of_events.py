"""What a client names in its events as seen is the log of events, whatever else the host shows."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jejak_client import base64url
from jejak_client.remembering import Memory
from jejak_client.state import LocalState
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.note import Note, NoteKey

from tests.clients.test_seen_of_the_client import SIGNER, Log

DEPLOYMENT = "jejak.test"


class Host:
    """It signs checkpoints of any name with the key of its log."""

    def __init__(self, origin: str) -> None:
        key, text = NoteKey(origin, SIGNER.key.public), Checkpoint(origin, 5, Log().root(5)).text
        self.note = Note(text, (key.signature(text, SIGNER.private.sign),)).encode()

    def get(self, path: str) -> Any:
        return SimpleNamespace(content=self.note)

    def json(self, path: str) -> Any:
        key = {"custody": "log", "x": base64url.encode(SIGNER.key.public), "until_position": None}
        return {"origin": DEPLOYMENT, "agencies": [{"kind": "deployment", "keys": [key]}]}


def seen(place: Path, origin: str) -> str:
    with LocalState(place / "s") as state:
        return Memory(state, Host(origin)).see_log(None).origin  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["reads", "log/x", "logs", "other"])
def test_a_checkpoint_of_another_log_is_not_remembered(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unverified, match="another log"):
        seen(tmp_path, f"{DEPLOYMENT}/{name}")


@pytest.mark.parametrize("name", ["log", "log/2"])
def test_that_of_the_events_is_also_where_it_began_anew(tmp_path: Path, name: str) -> None:
    assert seen(tmp_path, f"{DEPLOYMENT}/{name}") == f"{DEPLOYMENT}/{name}"
