"""Dossiers made without a server, as the contract of jejak-dossier/1 has them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jejak_client.tlog import base64std
from jejak_client.tlog.merkle import consistency_proof, inclusion_proof
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.proof import TlogProof

from tests.clients.verify.made_log import (
    HOST,
    LOG,
    ORIGIN,
    QUORUM,
    WITNESSES,
    Entry,
    MadeLog,
    Signer,
    compact_json,
    witness_key,
)
from tests.clients.verify.telling import Story

WITHIN = 60
ROOTS = {"root": HOST, "root polres-ttu": "polres-ttu", "root kejari-ttu": "kejari-ttu"}

Files = dict[str, bytes]


def policy_text(k: int = QUORUM, *, with_log: bool = True) -> bytes:
    lines = [f"log {NoteKey(LOG, Signer('log', HOST).public).vkey}"] if with_log else []
    for name in WITNESSES:
        lines.append(f"witness {name} {witness_key(name).vkey}")
    group = f"group quorum-of-witnesses {k} {' '.join(WITNESSES)}"
    return "\n".join([*lines, group, "quorum quorum-of-witnesses", ""]).encode()


def roots_text(names: Sequence[str] = tuple(ROOTS)) -> bytes:
    return "".join(f"{Signer(name, ROOTS[name]).kid}\n" for name in names).encode()


def dossier_files(told: Story) -> Files:
    """Every file of the dossier but the manifest."""
    log = told.log
    (size, time), *_ = reversed(log.cosigned)
    checkpoint = log.note(size, time, WITNESSES if log.random.random() < 0.3 else WITNESSES[:QUORUM])
    files: Files = {
        "README.txt": b"Berkas sengketa.\n",
        "timeline.html": b"<!doctype html><title>x</title>\n",
        "timeline.pdf": b"%PDF-1.7\n",
        "checkpoint": checkpoint,
        "policy": policy_text(),
        "keys.json": pretty(keys_of(log)),
        "stages.json": pretty(stages_of(told)),
        "deliveries.json": pretty(deliveries_of(told)),
    }
    older = dict(log.cosigned[:-1])
    leads = []
    for small, at in older.items():
        if small != size:
            hashes = consistency_proof(small, size, log.hash_at)
            leads.append({"from": small, "to": size, "hashes": [base64std.encode(each) for each in hashes]})
            files[f"older/{small}"] = log.note(small, at)
    files["consistency.json"] = pretty(leads)
    for entry in told.shown:
        kept = told.hidden.get(entry.position, 0)
        shown = {**entry.as_file(), "disclosures": entry.disclosures[: len(entry.disclosures) - kept]}
        files[f"events/{entry.position}.json"] = pretty(shown)
        path = inclusion_proof(entry.position - 1, size, log.hash_at)
        files[f"proofs/{entry.position}.tlog-proof"] = TlogProof(
            entry.position - 1, path, checkpoint
        ).encode()
    for entry in told.shown:
        if entry.subject == told.case:
            files[f"receipts/{entry.position}.jws"] = receipt_of(log, [entry]).encode()
    return files


def keys_of(log: MadeLog) -> dict[str, Any]:
    """As GET /v1/log/keys answers."""
    agencies = [
        {
            "id": agency, "kind": kind, "name": agency.upper(), "task_forces": ["ttu"],
            "root": None, "keys": log.registered.get(agency, []),
        }
        for agency, kind in log.kinds.items()
    ]  # fmt: skip
    return {"origin": ORIGIN, "position": len(log.entries), "agencies": agencies}


def stages_of(told: Story) -> list[dict[str, Any]]:
    return [{"position": position, "code": None, "date": "2026-03-02"} for position in sorted(told.withheld)]


def receipt_of(log: MadeLog, entries: Sequence[Entry], **changes: Any) -> str:
    payload = {
        "iss": ORIGIN, "call": None, "log": LOG, "within": WITHIN,
        "events": [entry.promised() for entry in entries], **changes,
    }  # fmt: skip
    return log.signers["receipt"].jws("jejak-receipt+jws", compact_json(payload))


def deliveries_of(told: Story) -> list[dict[str, Any]]:
    """The police's events at the prosecutor: acknowledged with a statement, by token alone, or not at all."""
    found = []
    shown = [entry for entry in told.shown if entry.subject == told.case]
    for row, entry in enumerate((each for each in shown if "polres" in each.body["source"]), start=1):
        ways = (acknowledged_by_statement, acknowledged_by_token, not_acknowledged)
        found.append({
            "agency": "kejari-ttu", "position": entry.position, "row": row, "kind": "event",
            "owed_at": entry.recordedat, "fetched_at": entry.recordedat, **ways[row % 3](told, row, entry),
        })  # fmt: skip
    return found


def acknowledged_by_statement(told: Story, row: int, entry: Entry) -> dict[str, Any]:
    digest = sha256(b"row %d" % row).hexdigest()
    stated = {
        "iss": "kejari-ttu",
        "origin": ORIGIN,
        "position": row,
        "hash": digest,
        "time": entry.recordedat,
    }
    statement = told.log.signers["kejari-ttu"].jws("jejak-acknowledgement+jws", compact_json(stated))
    said = {
        "agency": "kejari-ttu", "position": row, "hash": digest, "acknowledgedat": entry.recordedat,
        "assurance": "agency", "statement": statement,
    }  # fmt: skip
    receipt = told.log.signers["receipt"].jws(
        "jejak-receipt+jws", compact_json({"iss": ORIGIN, "ledger": said})
    )
    return {"acknowledged_at": entry.recordedat, "statement": statement, "receipt": receipt}


def acknowledged_by_token(told: Story, row: int, entry: Entry) -> dict[str, Any]:
    said = {
        "agency": "kejari-ttu", "position": row + 1, "hash": sha256(b"row %d" % (row + 1)).hexdigest(),
        "acknowledgedat": entry.recordedat, "assurance": "escrow",
    }  # fmt: skip
    receipt = told.log.signers["receipt"].jws(
        "jejak-receipt+jws", compact_json({"iss": ORIGIN, "ledger": said})
    )
    return {"acknowledged_at": entry.recordedat, "statement": None, "receipt": receipt}


def not_acknowledged(told: Story, row: int, entry: Entry) -> dict[str, Any]:
    return {"acknowledged_at": None, "statement": None, "receipt": None}


def manifest_of(told: Story, files: Mapping[str, bytes], **changes: Any) -> bytes:
    told_of = {
        "format": "jejak-dossier/1", "origin": ORIGIN, "log": LOG, "dispute": told.dispute, "case": told.case,
        "requested_by": "kejari-ttu", "made_at": "2026-03-03T00:00:00.000000Z",
        "position": told.log.cosigned[-1][0],
        "files": {name: sha256(content).hexdigest() for name, content in files.items()}, **changes,
    }  # fmt: skip
    return pretty(told_of)


def pretty(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """As the server packs a dossier."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, (2026, 3, 3, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def packed(told: Story, files: Mapping[str, bytes], **manifest: Any) -> bytes:
    """The zip of these files, with the manifest that fits them."""
    return zipped({"manifest.json": manifest_of(told, files, **manifest), **files})
