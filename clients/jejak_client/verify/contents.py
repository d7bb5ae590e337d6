"""The files of a dossier (jejak-dossier/1): that they are those of its manifest, and each of its shape."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from jejak_client.verify import chain, registry
from jejak_client.verify.archive import ArchiveRefused, read_archive
from jejak_client.verify.checkpoints import is_log_of_events
from jejak_client.verify.event import Record, read_record
from jejak_client.verify.reading import (
    Consistency,
    Delivery,
    EventFile,
    Manifest,
    StageRow,
    Unreadable,
    read_as,
    read_json,
    seconds,
)
from jejak_client.verify.result import Findings

FORMAT = "jejak-dossier/1"
MAX_EVENT_FILE = 256 * 1024  # bytes: a body and its disclosures take 140 KiB at most
MAX_JSON_FILE = 16 * 1024 * 1024  # bytes: read, JSON takes twenty times its room in memory
NEEDED = ("checkpoint", "keys.json", "stages.json", "deliveries.json", "consistency.json")


class Dossier(NamedTuple):
    """The files of a dossier, each of its shape; `raw` all of them by name."""

    manifest: Manifest
    raw: Mapping[str, bytes]
    keys: Any
    stages: tuple[StageRow, ...]
    deliveries: tuple[Delivery, ...]
    leads: tuple[Consistency, ...]
    records: tuple[Record, ...]


def read_dossier(raw: bytes, findings: Findings) -> Dossier | None:
    """The dossier in a zip; None, with what was found, where it is not one to be looked into.

    What is wrong with single events, but leaves them to be read, is found as well.
    """
    try:
        files = read_archive(raw)
        _require_sizes(files)
        manifest = read_as(Manifest, files["manifest.json"])
    except ArchiveRefused as refused:
        findings.problem(refused.code, refused.where)
        return None
    except Unreadable:
        findings.problem("manifest_malformed", "manifest.json")
        return None
    if manifest.format != FORMAT or not is_log_of_events(manifest.log, manifest.origin):
        findings.problem("manifest_malformed", "manifest.json")
        return None
    _require_files(manifest, files, findings)
    return None if findings else _shaped(manifest, files, findings)


def _require_sizes(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        most = MAX_EVENT_FILE if name.startswith("events/") else MAX_JSON_FILE
        if name.endswith(".json") and len(content) > most:
            raise ArchiveRefused("too_large", name)


def _require_files(manifest: Manifest, files: Mapping[str, bytes], findings: Findings) -> None:
    for name, content in files.items():
        if name == "manifest.json":
            continue
        if name not in manifest.files:
            findings.problem("file_unlisted", name)
        elif sha256(content).hexdigest() != manifest.files[name]:
            findings.problem("file_changed", name)
    missing = {*manifest.files, *NEEDED} - files.keys()
    for name in missing:
        findings.problem("file_missing", name if name in NEEDED else "manifest.json")


def _shaped(manifest: Manifest, files: Mapping[str, bytes], findings: Findings) -> Dossier | None:
    shapes: dict[str, Any] = {
        "stages.json": tuple[StageRow, ...],
        "deliveries.json": tuple[Delivery, ...],
        "consistency.json": tuple[Consistency, ...],
    }
    read: dict[str, Any] = {}
    for name in ("keys.json", *shapes):
        try:
            read[name] = read_as(shapes[name], files[name]) if name in shapes else read_json(files[name])
        except Unreadable:
            findings.problem("file_malformed", name)
    records = [
        _record(name, content, findings) for name, content in files.items() if name.startswith("events/")
    ]
    if findings:
        return None
    known = sorted((each for each in records if each is not None), key=lambda each: each.position)
    dossier = Dossier(
        manifest, files, read["keys.json"], read["stages.json"], read["deliveries.json"],
        read["consistency.json"], tuple(known),
    )  # fmt: skip
    _require_belonging(dossier, findings)
    return dossier


def _record(name: str, content: bytes, findings: Findings) -> Record | None:
    try:
        file = read_as(EventFile, content)
        seconds(file.recordedat)
    except Unreadable:
        findings.problem("file_malformed", name)
        return None
    if name != f"events/{file.position}.json":
        findings.problem("event_misnamed", name)
        return None
    try:
        return read_record(file)
    except Unreadable:
        findings.problem("event_malformed", name)
        return None


def _require_belonging(dossier: Dossier, findings: Findings) -> None:
    """Every event is of this deployment, and of a key history, or of this case and not beyond the dossier's
    position."""
    manifest = dossier.manifest
    for record in dossier.records:
        where = chain.place(record)
        if record.origin != manifest.origin:
            findings.problem("origin_differs", where)
        if record.name in registry.REGISTRATIONS:
            continue
        if record.subject != manifest.case:
            findings.problem("case_differs", where)
        if record.position > manifest.position:
            findings.problem("position_late", where)
    shown = {record.position for record in dossier.records}
    if any(row.position in shown for row in dossier.stages):
        findings.problem("stage_overlaps", "stages.json")
    if not any(_opens_it(record, manifest) for record in dossier.records):
        findings.problem("dispute_missing", "manifest.json")
    chain.check_order(dossier.records, findings)
    chain.check_registry_streams(dossier.records, findings)


def _opens_it(record: Record, manifest: Manifest) -> bool:
    """Whether it opened the dispute that the manifest names: nobody has signed the manifest."""
    return record.name == "DisputeOpened" and (
        (record.subject, record.data.get("dispute")) == (manifest.case, manifest.dispute)
    )
