"""The JSON files of a dossier, as jejak-dossier/1 fixes them (docs/adr/0210), and what its timeline tells.

A verifier reads these files without this server: a change of any member is a new format.
"""

import datetime as dt
from typing import Literal

import msgspec

FORMAT = "jejak-dossier/1"

Words = dict[str, str]  # by language: `id`, `en`
Column = Literal["police", "prosecutor", "others"]


class Manifest(msgspec.Struct, kw_only=True):
    """What the dossier is of, and the SHA-256 (hex) of every file in it but this one. `position`: the log
    position that it is as of; `log`: the origin of the checkpoint."""

    format: str
    origin: str
    log: str
    dispute: str
    case: str
    requested_by: str
    made_at: str
    position: int
    files: dict[str, str]


class EventFile(msgspec.Struct, kw_only=True):
    """An event of the log as its leaf holds it (`state`: the compact JWS), and those of its disclosures that
    the requester may hold."""

    position: int
    caseversion: int
    recordedat: str
    marks: int
    classes: int
    state: str
    disclosures: list[str]


class StageRow(msgspec.Struct, kw_only=True):
    """An event of which the requester may know that it happened, not what."""

    position: int
    code: str | None
    date: dt.date


class Delivery(msgspec.Struct, kw_only=True):
    """What became of an event at a side of the dispute: owed as `row` of its ledger, fetched, acknowledged.
    `statement`: the side's signed word that it holds its ledger up to there; `receipt`: the server's."""

    agency: str
    position: int
    row: int
    kind: str
    owed_at: str
    fetched_at: str | None
    acknowledged_at: str | None
    statement: str | None
    receipt: str | None


class Consistency(msgspec.Struct, kw_only=True, rename={"from_size": "from", "to_size": "to"}):
    """That the tree of one size begins with the tree of another: RFC 9162 section 2.1.4.1, base64."""

    from_size: int
    to_size: int
    hashes: list[str]


# What the timeline tells, on the page and on paper alike


class Line(msgspec.Struct, kw_only=True):
    """A field with what it says."""

    label: Words
    values: list[Words]


class Step(msgspec.Struct, kw_only=True):
    """One event in the column of its side. `recorded`: where that was at another time than it occurred.
    `brief`: of the case and not of the dispute; `notes`: what must be known to read it rightly."""

    column: Column
    position: int
    title: Words
    code: str | None
    office: str
    occurred: str
    recorded: str | None
    brief: bool
    lines: list[Line]
    notes: list[Words]


class Bare(msgspec.Struct, kw_only=True):
    """A step of which nothing but code and date is open to the requester."""

    position: int
    code: str | None
    on: str


class Side(msgspec.Struct, kw_only=True):
    """A side of the dispute, or an expert, with what it holds by its last word on each subject."""

    office: str
    column: Column
    accepted: bool
    held: list[list[Line]]


class Seal(msgspec.Struct, kw_only=True):
    """The checkpoint in words: `root` in base64, who cosigned it and when, and a QR code of it as SVG."""

    origin: str
    size: int
    root: str
    final: bool
    witnesses: list[str]
    qr: str


class Timeline(msgspec.Struct, kw_only=True):
    """All that page and paper print. `unsealed`: later events that no checkpoint covered yet."""

    origin: str
    dispute: str
    case: str
    status: Words
    about: list[Line]
    requested_by: str
    made: str
    made_at: str
    position: int
    unsealed: int
    sides: list[Side]
    steps: list[Step | Bare]
    seal: Seal
