"""Who of those on a case sees an event as a body, as a bare stage row, or not at all.

An audience is a table from the kind of agency to `body`, `stage` or `nothing`; `*` is every kind not named. It
narrows what a relation to the case allows and never widens it: `domain/access.py` asks for the relation first. The
tables follow reference/domain.md sections 3.1 and 3.2: service agencies see the legal file as stage and date, law
enforcement sees services as stage and date, and the village sees that a report is being handled.
An agency always sees its own events in full, whatever stands here.
"""

from typing import Literal

Level = Literal["body", "stage", "nothing"]

_LAW = ("polres", "kejari")
_PROTECTION = ("uptdppa", "dinsos", "lpsk")
_ABROAD = ("bp3mi", "mission")
_FOLLOWS_LEGAL_STAGE = ("dp3a", "uptdppa", "dinsos", "disnaker", "bp3mi", "lpsk", "mission", "ngo", "sbmi")
_FOLLOWS_SERVICE_STAGE = ("polres", "kejari", "dp3a", "disnaker", "bp3mi", "lpsk", "mission", "disdik")
_OVERSIGHT = ("auditor", "dpo")


def _table(
    body: tuple[str, ...] = (), stage: tuple[str, ...] = (), rest: Level = "nothing"
) -> dict[str, Level]:
    levels: dict[str, Level] = {"*": rest}
    levels.update(dict.fromkeys(stage, "stage"))
    levels.update(dict.fromkeys((*body, *_OVERSIGHT), "body"))
    return levels


AUDIENCES: dict[str, dict[str, Level]] = {
    # Reports and their handling: everyone on the case knows that it was received; what, only those who act on it.
    "intake": _table((*_LAW, *_PROTECTION, *_ABROAD, "rsud", "ngo", "sbmi"), rest="stage"),
    # Consent binds every party: each must know what it may still do.
    "consent": _table(rest="body"),
    # Who the person is and whether a victim: those who protect, treat, or take the case to court.
    "identification": _table(
        (*_LAW, "pn", *_PROTECTION, *_ABROAD, "rsud", "disnaker"), ("dp3a", "ngo", "sbmi")
    ),
    # Referrals: offered by one to another; the bodies hold no more than agency, service and date.
    "referral": _table(
        (*_PROTECTION, *_ABROAD, *_LAW, "dp3a", "rsud", "disnaker", "disdik", "ngo", "sbmi"),
        ("desa",),
    ),
    # The six services: bodies to service agencies, stage and date to those whose matrix cell is S.
    "service": _table(("uptdppa", "dinsos", "rsud", "ngo", "sbmi"), _FOLLOWS_SERVICE_STAGE),
    # Health matters: the facility, the case manager, and police and prosecutor for the visum.
    "visum": _table(("polres", "kejari", "pn", "rsud"), ("uptdppa", "dp3a", "lpsk")),
    # Where a person is kept: the court, prosecutors, hospitals and schools are not told even that it changed.
    "shelter": _table(_PROTECTION, ("polres", "dp3a", "mission", "bp3mi")),
    # The legal file: law enforcement in full, others by stage and date (UU 21/2007 art 36).
    "legal": _table((*_LAW, "pn"), _FOLLOWS_LEGAL_STAGE),
    # A suspect: those who guard the victim need the name and the risk, not the file.
    "suspect": _table((*_LAW, "pn", "lpsk", "uptdppa", "dinsos", "disnaker", "bp3mi"), ("dp3a", "mission")),
    # Exchange of the case file before trial: the court sees what is filed, not how it came about.
    "file_exchange": _table(_LAW, _FOLLOWS_LEGAL_STAGE),
    # In court: filed matters, with stage and date for those who follow the case.
    "court": _table((*_LAW, "pn", "lpsk"), _FOLLOWS_LEGAL_STAGE),
    # What concerns the running of the case itself: closing, reopening, confirmations, corrections.
    "conduct": _table(rest="body"),
    # Grants and their end.
    "access": _table(rest="body"),
    # Agencies, keys and rules: every reader must be able to check a signature.
    "registry": _table(rest="body"),
    # Duplicate pairs name cases that not every reader is on: stewards and oversight alone.
    "duplicates": _table(("uptdppa", "coordinator")),
}


def level(audience: str, kind: str) -> Level:
    """What an agency of this kind on the case sees of a type with this audience."""
    table = AUDIENCES[audience]
    return table.get(kind, table["*"])
