"""The vector files as the tests read them, and a registry that holds their keys."""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.base64url import decode
from domain.directory import Agency, Directory, Key
from domain.envelope import Signer

VECTORS = Path(__file__).parent.parent / "vectors"
KINDS = {"polres-ttu": "polres", "kejari-ttu": "kejari", "desa-ttu": "desa"}


def load(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


KEYS = {key["name"]: key for key in load("keys.json")["keys"]}
EVENTS = load("events.json")["events"]
ORIGIN = load("events.json")["origin"]
CASES = load("must_reject.json")["cases"]


def signer(name: str) -> Signer:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KEYS[name]["seed"]))
    return Signer(KEYS[name]["kid"], key.sign)


def raw_of(case: dict[str, Any]) -> bytes:
    return case["text"].encode() if "text" in case else base64.b64decode(case["base64"])


def directory() -> Directory:
    """The agencies of the vectors with the keys of keys.json, all registered by position 10."""
    agencies = {
        name: Agency(id=name, kind=kind, name=name, task_forces=("ttu",), root_kid="")
        for name, kind in KINDS.items()
    }
    keys = {}
    for name, key in KEYS.items():
        custody = "escrow" if name.startswith("escrow/") else "agency"
        agency = name.removeprefix("escrow/")
        keys[key["kid"]] = Key(key["kid"], agency, decode(key["x"]) or b"", custody, 5)
    return Directory(agencies=agencies, keys=keys, position=10)
