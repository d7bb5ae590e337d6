"""The zip: every file of a dossier, its hash in the manifest; the same bytes for the same moment."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from jejak_client.tlog import base64std

from domain.access import stage_row
from domain.events import EventHead, RecordedEvent
from server.answers import instant
from server.dossier.dates import moment_text
from server.dossier.material import Material
from server.dossier.page import page
from server.dossier.paper import paper
from server.dossier.qr import qr_code
from server.dossier.readme import readme
from server.dossier.shapes import FORMAT, EventFile, Manifest, Seal, StageRow
from server.dossier.timeline import timeline
from server.export.package import zipped


def package(material: Material) -> bytes:
    """The zip. A second of a processor for a long case: not for the event loop."""
    files = dict(_files(material))
    return zipped({"manifest.json": _json(_manifest(material, files)), **files}, material.made.at)


def _files(material: Material) -> Iterator[tuple[str, bytes]]:
    told = timeline(material.facts, material.made, _seal(material))
    yield "README.txt", readme(told)
    yield "timeline.pdf", paper(told)
    yield "timeline.html", page(told)
    yield "checkpoint", material.sealed.note
    if material.policy is not None:
        yield "policy", material.policy
    yield "keys.json", _json(material.keys)
    yield "stages.json", _json([_stage(each) for each in material.facts.bare])
    yield "deliveries.json", _json(material.facts.deliveries)
    yield "consistency.json", _json(material.sealed.leads)
    disclosures = {each.event.position: each.disclosures for each in material.facts.told}
    for event in _events(material):
        yield f"events/{event.position}.json", _json(_event(event, disclosures.get(event.position, ())))
    for position, proof in material.sealed.proofs.items():
        yield f"proofs/{position}.tlog-proof", proof
    for size, note in material.sealed.older.items():
        yield f"older/{size}", note
    for position, receipt in material.receipts.items():
        yield f"receipts/{position}.jws", receipt.encode()


def _events(material: Material) -> list[RecordedEvent]:
    """Of the case and of the registry, in the order of the log."""
    events = [*material.registered, *(each.event for each in material.facts.told)]
    return sorted(events, key=lambda event: event.position)


def _event(event: RecordedEvent, disclosures: Sequence[str]) -> EventFile:
    return EventFile(
        position=event.position,
        caseversion=event.version,
        recordedat=instant(event.recordedat),
        marks=int(event.marks),
        classes=int(event.classes),
        state=event.state.decode("ascii"),
        disclosures=list(disclosures),
    )


def _stage(head: EventHead) -> StageRow:
    row = stage_row(head)
    return StageRow(position=row.position, code=row.code, date=row.on)


def _seal(material: Material) -> Seal:
    signed, zone = material.sealed.chosen.signed, material.facts.naming.zone
    return Seal(
        origin=signed.log,
        size=signed.size,
        root=base64std.encode(signed.root),
        final=material.sealed.chosen.final,
        witnesses=[
            f"{name}: {moment_text(at, zone)}" for name, at in sorted(material.sealed.cosigned.items())
        ],
        qr=qr_code(material.sealed.note.decode()),
    )


def _manifest(material: Material, files: Mapping[str, bytes]) -> Manifest:
    made, view = material.made, material.facts.view
    return Manifest(
        format=FORMAT,
        origin=made.origin,
        log=material.sealed.chosen.signed.log,
        dispute=str(view.dispute),
        case=str(view.case),
        requested_by=made.requested_by,
        made_at=instant(made.at),
        position=made.position,
        files={path: sha256(content).hexdigest() for path, content in files.items()},
    )


def _json(value: Any) -> bytes:
    """Indented, so that it can be read without a program."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
