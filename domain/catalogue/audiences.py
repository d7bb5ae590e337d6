"""Who of those on a case sees an event as a body, as a bare stage row, or not at all.

An audience is a table from the kind of agency to `body`, `stage` or `nothing`; `*` is every kind not named.
It narrows what a relation to the case allows and never widens it: `domain/access.py` asks for the relation
first, and opens the classes of a body by the access matrix. The tables follow reference/domain.md 3.1 and
3.2: where the matrix says S (stage, dates), the audience says stage; where it says F, C, T or P, body, since
a class can be opened on a body alone. An agency always sees its own events in full, whatever stands here.
"""

from typing import Literal

Level = Literal["body", "stage", "nothing"]

_LAW = ("polres", "kejari")
_PROTECTION = ("uptdppa", "dinsos", "lpsk")
_ABROAD = ("bp3mi", "mission")
_SECRETARIAT = ("dp3a", "coordinator")
_PARTNERS = ("ngo", "sbmi")
# Cell "legal file: S (stage, dates)", and UU 21/2007 art 36: progress at each stage.
_LEGAL_STAGE = (*_SECRETARIAT, *_PROTECTION, *_ABROAD, *_PARTNERS, "disnaker")
_OVERSIGHT = ("auditor", "dpo")


def _table(
    body: tuple[str, ...] = (), stage: tuple[str, ...] = (), rest: Level = "nothing"
) -> dict[str, Level]:
    levels: dict[str, Level] = {"*": rest}
    levels.update(dict.fromkeys(stage, "stage"))
    levels.update(dict.fromkeys((*body, *_OVERSIGHT), "body"))
    return levels


AUDIENCES: dict[str, dict[str, Level]] = {
    # A report and the notice to police. School and village learn that it is being handled; a hospital is
    # spared the story (tell once: reference/domain.md 1.4) and finds its patient in the triage.
    "report": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "disnaker"), ("rsud", "disdik", "desa")
    ),
    "triage": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "disnaker", "rsud"), ("disdik", "desa")
    ),
    # Consent binds every party that may hold the person's data: each must know what it may still do.
    "consent": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "disnaker", "rsud", "disdik", "pn"),
        ("desa",),
    ),
    # Which relative is a danger: those who guard, treat, question or judge the child.
    "guardian": _table((*_LAW, *_PROTECTION, *_ABROAD, "pn", "rsud")),
    # Who the person is. The civil registry answers a masked query and must not learn that it is a victim.
    "identity": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "pn", "rsud", "disnaker", "disdik",
         "imigrasi", "expert"),
        ("desa",),
    ),
    # Whether and how the person was trafficked: no case facts to schools, villages and hospitals.
    "identification": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "pn", "disnaker", "expert"), ("rsud",)
    ),
    # Referrals, offered by one agency to another: the bodies hold agency, service and code.
    "referral": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "rsud", "disnaker", "disdik", "imigrasi"),
        ("desa",),
    ),
    # The six services. A hospital sees its own (cell O); the court sees what is filed.
    "service": _table(
        ("uptdppa", "dinsos", "lpsk", "mission", "ngo"),
        (*_LAW, *_SECRETARIAT, "bp3mi", "disnaker", "disdik", "desa", "sbmi"),
    ),
    # The visum goes to those who asked for it in law (cell "S (visum)"); the court finds it in the file.
    "visum": _table((*_LAW, "rsud"), (*_SECRETARIAT, "uptdppa", "lpsk")),
    # Where a person is kept: its address is disclosed to the fewest; others see that it began or ended.
    "shelter": _table((*_PROTECTION, *_ABROAD, "ngo"), (*_LAW, *_SECRETARIAT)),
    # Who stands by the person and which rights were explained: all who question, treat, guard or judge.
    "rights": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "pn", "rsud"), ("disnaker", "disdik")
    ),
    # That a statement was taken from afar: those who send the person home must know it before they do.
    "testimony": _table((*_LAW, *_PROTECTION, *_ABROAD, "pn", "expert"), (*_SECRETARIAT, *_PARTNERS)),
    # The way home: the chain that carries and takes over the person; law enforcement learns of departures.
    "repatriation": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, "ngo", "disnaker", "imigrasi"),
        (*_SECRETARIAT, "sbmi", "disdik", "rsud", "desa"),
    ),
    # Reintegration: work by Disnaker, school by Disdik, and those who guard the person.
    "reintegration": _table(
        (*_PROTECTION, *_ABROAD, *_PARTNERS, "disnaker", "disdik"), (*_LAW, *_SECRETARIAT, "desa")
    ),
    # An entry taken back reaches everyone whom a body of the case may have reached: none may go on with it.
    "correction": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "pn", "rsud", "disnaker", "disdik",
         "imigrasi", "expert", "desa"),
    ),
    # The legal file. The court comes to the case with the transfer and sees what is filed.
    "legal": _table((*_LAW, "expert"), _LEGAL_STAGE),
    # A suspect: those who guard the victim need the name and the risk, not the file.
    "suspect": _table(
        (*_LAW, "pn", *_PROTECTION, "disnaker", "bp3mi", "imigrasi", "expert"),
        (*_SECRETARIAT, *_PARTNERS, "mission"),
    ),
    # In court: LPSK too, whose figures the court rules on (UU 31/2014 arts 7A, 12A).
    "court": _table((*_LAW, "pn", "lpsk"), tuple(kind for kind in _LEGAL_STAGE if kind != "lpsk")),
    # How a dispute runs: between whom, of what kind, which expert, when they meet, whether it is settled. The
    # secretariat brings the sides together; what each holds of the law is matter of the file ("legal").
    "dispute": _table(
        (*_LAW, *_SECRETARIAT, "expert"), tuple(kind for kind in _LEGAL_STAGE if kind not in _SECRETARIAT)
    ),
    # Restitution is the victim's own matter: those who stand by the victim read amounts and steps, the papers
    # by the matrix; others on the legal stage see that it moved.
    "restitution": _table(
        (*_LAW, "pn", *_PROTECTION, *_PARTNERS), (*_SECRETARIAT, *_ABROAD, "disnaker")
    ),
    # Joint acts confirmed or contested: the kinds of agency that take part in them.
    "joint_act": _table((*_LAW, *_PROTECTION, *_ABROAD, "pn", "expert")),
    # The running of the case: case manager, closing, reopening.
    "conduct": _table(
        (*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "disnaker", "rsud"),
        ("pn", "disdik", "desa", "imigrasi"),
    ),
    # Grants of access and their end: every party may know who reads the case.
    "access": _table(rest="body"),
    # Glass broken, by whom and how wide: every party may know, and the data protection officer reviews it.
    "emergency": _table(rest="body"),
    # Deadlines that lapsed or moved: rule, owner and date, which is what "S (stage, dates)" opens. Whom an
    # event names as owner sees it whatever its kind (`domain/access.py`).
    "lapse": _table((*_LAW, *_PROTECTION, *_ABROAD, *_SECRETARIAT, *_PARTNERS, "disnaker")),
    # Meetings, commitments, figures, and a modus without identity: every member of the task force (schools
    # are to be warned). Whoever has no seat is told nothing, by `domain/access.py`.
    "task_force": _table(rest="body"),
    # Agencies, keys and rules: every reader must be able to check a signature.
    "registry": _table(rest="body"),
    # Duplicate links name cases that not every reader is on: stewards and oversight alone.
    "duplicates": _table(("uptdppa", "coordinator")),
}  # fmt: skip


def level(audience: str, kind: str) -> Level:
    """What an agency of this kind on the case sees of a type with this audience."""
    table = AUDIENCES[audience]
    return table.get(kind, table["*"])
