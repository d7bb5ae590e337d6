"""A log with agencies and their keys, made without a server: signed events, tree, cosigned checkpoints.

Everything is drawn from a seed: the same seed gives the same bytes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jejak_client import base64url
from jejak_client.streams import registry_stream
from jejak_client.tlog import base64std
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.tlog.merkle import leaf_hash, node_hash
from jejak_client.tlog.note import Note, NoteKey

ORIGIN = "jejak.sukabumi-ttu.example"
LOG = f"{ORIGIN}/log"
HOST = "deployment"
WITNESSES = ("kejari", "dinsos", "ngo", "auditor")
QUORUM = 3
BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ESCROW_MARK = 8


def compact_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Signer:
    """An Ed25519 key under a kid."""

    def __init__(self, name: str, agency: str, *, escrow: bool = False) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
        self.public = self.private.public_key().public_bytes_raw()
        self.agency = agency
        self.x = base64url.encode(self.public)
        jwk = b'{"crv":"Ed25519","kty":"OKP","x":"%s"}' % self.x.encode()
        self.thumbprint = base64url.encode(sha256(jwk).digest())
        self.kid = f"{'escrow/' if escrow else ''}{agency}/{self.thumbprint}"

    def jws(self, typ: str, payload: bytes, /, **header: str) -> str:
        members = {"alg": "Ed25519", "kid": self.kid, "typ": typ, **header}
        members = {name: value for name, value in members.items() if value}
        signed = f"{base64url.encode(compact_json(members))}.{base64url.encode(payload)}"
        return f"{signed}.{base64url.encode(self.private.sign(signed.encode()))}"

    def possession(self, use: str) -> str:
        stated = {"agency": self.agency, "origin": ORIGIN, "thumbprint": self.thumbprint, "use": use}
        return self.jws("jejak-possession+jws", compact_json(stated), kid="")


@dataclass
class Entry:
    """An event of the log as stored."""

    position: int
    subject: str
    version: int
    recorded: datetime
    marks: int
    classes: int
    body: dict[str, Any]
    state: str
    disclosures: list[str] = field(default_factory=list)

    @property
    def recordedat(self) -> str:
        return self.recorded.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    @property
    def payload(self) -> bytes:
        return base64url.decode(self.state.split(".")[1])

    @property
    def leaf(self) -> bytes:
        """As domain/leaf.py has it; written out once more, for the tests to stand on their own."""
        lines = ("jejak/record/v1", self.position, self.version, self.recordedat, self.marks, self.classes)
        record = "".join(f"{line}\n" for line in lines) + self.state + "\n"
        digest = base64std.encode(sha256(record.encode()).digest())
        return leaf_hash(f"jejak/leaf/v1\n{digest}\n".encode())

    def as_file(self) -> dict[str, Any]:
        return {
            "position": self.position, "caseversion": self.version, "recordedat": self.recordedat,
            "marks": self.marks, "classes": self.classes, "state": self.state,
            "disclosures": self.disclosures,
        }  # fmt: skip

    def promised(self) -> dict[str, Any]:
        """As a receipt has it."""
        return {
            "id": self.body["id"], "hash": sha256(self.payload).hexdigest(), "leaf": self.leaf.hex(),
            "position": self.position, "recordedat": self.recordedat,
        }  # fmt: skip


class MadeLog:
    """A log that grows by signed events; some of it belongs to other cases."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.entries: list[Entry] = []
        self.versions: dict[str, int] = {}
        self.registered: dict[str, list[dict[str, Any]]] = {}
        self.kinds: dict[str, str] = {}
        self.signers: dict[str, Signer] = {}
        self.seen: tuple[int, str] | None = None
        self.cosigned: list[tuple[int, int]] = []  # sizes of checkpoints and when they were cosigned
        self.leaves: list[bytes] = []

    # -- events

    def uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    @property
    def now(self) -> datetime:
        return self.entries[-1].recorded if self.entries else BEGIN

    def append(
        self, signer: Signer, type_name: str, subject: str, data: Mapping[str, Any],
        classed: Mapping[str, Any] | None = None, *, marks: int = 0, **attributes: Any,
    ) -> Entry:  # fmt: skip
        """Record an event: `classed` values become disclosures."""
        passed = self.random.randint(1, 90), self.random.randint(0, 999_999)
        recorded = self.now + timedelta(seconds=passed[0], microseconds=passed[1])
        disclosures = [self.disclosure(name, value) for name, value in (classed or {}).items()]
        body = {
            "specversion": "1.0", "id": self.uuid(), "source": f"/agencies/{signer.agency}",
            "type": f"jejak.{type_name}.v1", "subject": subject,
            "time": (recorded - timedelta(minutes=self.random.randint(0, 600))).isoformat(timespec="seconds"),
            "origin": ORIGIN, **self._sight(subject, attributes), "data": dict(data),
        }  # fmt: skip
        if disclosures:
            digests = [base64url.encode(sha256(each.encode()).digest()) for each in disclosures]
            body["data"] |= {"_sd": sorted(digests), "_sd_alg": "sha-256"}
        return self.store(signer, compact_json(body), recorded, disclosures, marks)

    def store(
        self,
        signer: Signer,
        payload: bytes,
        recorded: datetime,
        disclosures: Sequence[str] = (),
        marks: int = 0,
    ) -> Entry:
        body = json.loads(payload)
        subject = body["subject"]
        self.versions[subject] = self.versions.get(subject, 0) + 1
        marks |= ESCROW_MARK if signer.kid.startswith("escrow/") else 0
        entry = Entry(
            len(self.entries) + 1, subject, self.versions[subject], recorded, marks,
            2 if disclosures else 0, body, signer.jws("jejak-event+jws", payload), list(disclosures),
        )  # fmt: skip
        self.entries.append(entry)
        self.leaves.append(entry.leaf)
        return entry

    def disclosure(self, name: str, value: Any) -> str:
        salt = base64url.encode(self.random.randbytes(16))
        return base64url.encode(compact_json([salt, name, value]))

    def _sight(self, subject: str, attributes: dict[str, Any]) -> dict[str, Any]:
        """What the agency had seen: the last event of the stream, the last checkpoint."""
        sight: dict[str, Any] = {}
        before = next((each for each in reversed(self.entries) if each.subject == subject), None)
        if before is not None:
            sight |= {"prevversion": before.version, "prevhash": sha256(before.payload).hexdigest()}
        if self.seen is not None:
            sight |= {"seensize": self.seen[0], "seenroot": self.seen[1]}
        return {**sight, **attributes}

    # -- registry

    def signer(self, name: str, agency: str, *, escrow: bool = False) -> Signer:
        self.signers[name] = Signer(name, agency, escrow=escrow)
        return self.signers[name]

    def register_agency(self, by: Signer, agency: str, kind: str, root: Signer | None) -> None:
        data = {"agency": agency, "kind": kind, "name": agency.upper()}
        if root is not None:
            data |= {"root_key": root.x, "possession": root.possession("root")}
        entry = self.append(by, "AgencyRegistered", str(registry_stream(ORIGIN, agency)), data)
        self.kinds[agency] = kind
        if root is not None:
            self._note_key(root, "root", entry)

    def register_key(self, by: Signer, key: Signer, custody: str) -> None:
        data = {"agency": key.agency, "key": key.x, "custody": custody, "possession": key.possession(custody)}
        entry = self.append(by, "KeyRegistered", str(registry_stream(ORIGIN, key.agency)), data)
        self._note_key(key, custody, entry)

    def rotate_key(self, by: Signer, old: Signer, new: Signer, custody: str) -> None:
        data = {
            "agency": new.agency, "replaces": old.kid, "key": new.x, "custody": custody,
            "possession": new.possession(custody), "reason": "replaced",
        }  # fmt: skip
        entry = self.append(by, "KeyRotated", str(registry_stream(ORIGIN, new.agency)), data)
        self._end_key(old, entry)
        self._note_key(new, custody, entry)

    def revoke_key(self, by: Signer, key: Signer, since: int | None = None) -> None:
        data = {"kid": key.kid, "reason": "compromised" if since else "lost"}
        if since is not None:
            data["compromised_since"] = since  # type: ignore[assignment]
        entry = self.append(by, "KeyRevoked", str(registry_stream(ORIGIN, key.agency)), data)
        self._end_key(key, entry, since)

    def _note_key(self, key: Signer, custody: str, entry: Entry) -> None:
        self.registered.setdefault(key.agency, []).append({
            "kid": key.kid, "x": key.x, "thumbprint": key.thumbprint, "custody": custody,
            "from_position": entry.position, "until_position": None, "compromised_since": None,
        })  # fmt: skip

    def _end_key(self, key: Signer, entry: Entry, since: int | None = None) -> None:
        (told,) = (each for each in self.registered[key.agency] if each["kid"] == key.kid)
        told |= {"until_position": told["until_position"] or entry.position, "compromised_since": since}

    # -- tree

    def cosign(self) -> None:
        """A checkpoint over all there is, cosigned some seconds later."""
        time = int(self.now.timestamp()) + self.random.randint(1, 20)
        self.cosigned.append((len(self.entries), time))
        root = root_of(self.leaves)
        self.seen = (len(self.entries), base64std.encode(root))

    def note(self, size: int, time: int, witnesses: Sequence[str] = WITNESSES[:QUORUM]) -> bytes:
        """The checkpoint of a size as signed and cosigned at `time`, a second apart."""
        checkpoint = Checkpoint(LOG, size, root_of(self.leaves[:size]))
        key = self.signers["log"]
        signatures = [NoteKey(LOG, key.public).signature(checkpoint.text, key.private.sign)]
        for after, name in enumerate(witnesses):
            sign = Signer(f"witness {name}", name).private.sign
            signatures.append(witness_key(name).signature(checkpoint.text, time + after, sign))
        return Note(checkpoint.text, tuple(signatures)).encode()

    @cached_property
    def levels(self) -> list[list[bytes]]:
        levels = [self.leaves]
        while len(levels[-1]) > 1:
            below = levels[-1]
            levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
        return levels

    def hash_at(self, level: int, index: int) -> bytes:
        return self.levels[level][index]


def witness_key(name: str) -> WitnessKey:
    return WitnessKey(f"{name}.example/witness", Signer(f"witness {name}", name).public)


def root_of(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))
