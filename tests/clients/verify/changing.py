"""How dossiers are tampered with: the register of ways, and what they are made of."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from jejak_client import base64url
from jejak_client.tlog.proof import parse_proof

from tests.clients.verify.made_log import Entry
from tests.clients.verify.making import Files, pretty
from tests.clients.verify.telling import Story

Expected = frozenset[str]
Tampered = bytes | tuple[bytes, bytes | None]  # the zip, and another policy than the pinned one


class Case(NamedTuple):
    """A dossier to be verified, and the codes of problems that must be among those found; none for a good
    one."""

    name: str
    raw: bytes
    policy: bytes | None
    roots: bytes | None
    now: int
    expected: Expected


Tampering = Callable[[Story, Files, random.Random], Tampered]
TAMPERINGS: dict[str, tuple[Tampering, Expected]] = {}


def finds(*codes: str) -> Callable[[Tampering], Tampering]:
    """Registers a tampering with what it must be found as."""

    def register(tampering: Tampering) -> Tampering:
        TAMPERINGS[tampering.__name__] = (tampering, frozenset(codes))
        return tampering

    return register


def of_case(told: Story) -> list[Entry]:
    return [entry for entry in told.shown if entry.subject == told.case]


def with_values(told: Story, files: Files) -> list[Entry]:
    return [each for each in of_case(told) if event_in(files, each.position)["disclosures"]]


def event_in(files: Mapping[str, bytes], position: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files[f"events/{position}.json"])
    return found


def change_event(files: Files, at: int, **members: Any) -> None:
    files[f"events/{at}.json"] = pretty({**event_in(files, at), **members})


def change_json(files: Files, name: str, change: Callable[[Any], Any]) -> None:
    files[name] = pretty(change(json.loads(files[name])))


def payload_of(state: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64url.decode(state.split(".")[1]))
    return found


def with_payload(state: str, payload: bytes) -> str:
    protected, _, signature = state.split(".")
    return f"{protected}.{base64url.encode(payload)}.{signature}"


def with_checkpoint(files: Files, note: bytes) -> None:
    """Another checkpoint, in every proof as well."""
    files["checkpoint"] = note
    for name in [each for each in files if each.startswith("proofs/")]:
        proof = parse_proof(files[name])
        files[name] = type(proof)(proof.index, proof.hashes, note).encode()


def main_size(told: Story) -> tuple[int, int]:
    return told.log.cosigned[-1]
