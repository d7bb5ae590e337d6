"""Tampering with the zip and its manifest."""

from __future__ import annotations

import io
import random
import warnings
from zipfile import ZIP_DEFLATED, ZipFile

from tests.clients.verify.changing import (
    Tampered,
    finds,
    of_case,
)
from tests.clients.verify.making import Files, manifest_of, packed, zipped
from tests.clients.verify.telling import Story


@finds("file_changed")
def a_byte_of_the_timeline(told: Story, files: Files, chance: random.Random) -> Tampered:
    changed = {**files, "timeline.html": files["timeline.html"] + b" "}
    return zipped({"manifest.json": manifest_of(told, files), **changed})


@finds("file_changed")
def a_byte_of_an_event(told: Story, files: Files, chance: random.Random) -> Tampered:
    name = f"events/{chance.choice(of_case(told)).position}.json"
    at = chance.randrange(len(files[name]))
    content = bytearray(files[name])
    content[at] ^= 1 << chance.randrange(7)
    return zipped({"manifest.json": manifest_of(told, files), **files, name: bytes(content)})


@finds("file_unlisted")
def a_file_slipped_in(told: Story, files: Files, chance: random.Random) -> Tampered:
    return zipped({"manifest.json": manifest_of(told, files), **files, "older/1": b"x"})


@finds("file_missing")
def a_file_taken_out(told: Story, files: Files, chance: random.Random) -> Tampered:
    left = {name: content for name, content in files.items() if not name.startswith("receipts/")}
    return zipped({"manifest.json": manifest_of(told, files), **left})


@finds("file_missing")
def no_list_of_deliveries(told: Story, files: Files, chance: random.Random) -> Tampered:
    del files["deliveries.json"]
    return packed(told, files)


@finds("manifest_missing")
def no_manifest(told: Story, files: Files, chance: random.Random) -> Tampered:
    return zipped(files)


@finds("manifest_malformed")
def a_member_twice_in_the_manifest(told: Story, files: Files, chance: random.Random) -> Tampered:
    raw = manifest_of(told, files).replace(b'"case"', b'"case": "x",\n  "case"', 1)
    return zipped({"manifest.json": raw, **files})


@finds("manifest_malformed")
def another_format(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(told, files, format="jejak-dossier/2")


@finds("manifest_malformed")
def a_log_of_somebody_else(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(told, files, log="another.example/log")


@finds("name_repeated")
def two_files_of_one_name(told: Story, files: Files, chance: random.Random) -> Tampered:
    raw = io.BytesIO(packed(told, files))
    with warnings.catch_warnings(action="ignore"), ZipFile(raw, "a", ZIP_DEFLATED) as archive:
        archive.writestr("checkpoint", b"another one")
    return raw.getvalue()


@finds("name_refused")
def a_name_that_leads_out(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(
        told, {**files, chance.choice(["../checkpoint", "events/../x", "/checkpoint", "Events/1.json"]): b""}
    )


@finds("archive_refused")
def bytes_before_the_zip(told: Story, files: Files, chance: random.Random) -> Tampered:
    return b"PK\x03\x04" + packed(told, files)


@finds("archive_refused")
def bytes_behind_the_zip(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(told, files) + b"\0"


@finds("archive_refused")
def a_name_told_in_two_ways(told: Story, files: Files, chance: random.Random) -> Tampered:
    return packed(told, files).replace(b"README.txt", b"README.tXt", 1)


@finds("archive_damaged")
def a_file_that_does_not_unpack(told: Story, files: Files, chance: random.Random) -> Tampered:
    raw = bytearray(packed(told, files))
    start = raw.index(b"checkpoint") + len(b"checkpoint")
    raw[start + 3] ^= 0xFF
    return bytes(raw)
