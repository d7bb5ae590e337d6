"""Chapter coordination: meetings of a task force, what was promised there, figures frozen and restated.

All stand in the stream of the task force, which its members read; no case and no person is named in any.
"""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.agencies import AgencyKind
from domain.catalogue.coordination_codes import (
    Agenda,
    CommitmentProgress,
    Indicator,
    MeetingKind,
    RestatementReason,
)
from domain.catalogue.fields import AgencyId, DataClass, Document, TaskForceId, Text, field, labelled, whole
from domain.catalogue.members import LogPosition, Statement
from domain.catalogue.registry import Event, event_type

# Every kind that sits on a task force (UU 21/2007 art 58(3)); the host, experts and overseers do not.
SEATED = tuple(
    kind.value
    for kind in AgencyKind
    if kind not in (AgencyKind.DEPLOYMENT, AgencyKind.EXPERT, AgencyKind.AUDITOR, AgencyKind.DPO)
)
NARRATIVE = DataClass.NARRATIVE

# One way in which a figure is split, `sex:female` or `year:2021`.
Split = Annotated[str, msgspec.Meta(pattern=whole(r"[a-z_]{1,30}:[A-Za-z0-9_.-]{1,60}"), max_length=91)]
Value = Annotated[int, msgspec.Meta(ge=0, le=10**15)]

TaskForce = Annotated[TaskForceId, field("Gugus tugas", "Task force")]
Commitment = Annotated[UUID, field("Komitmen", "Commitment")]
Figures = Annotated[UUID, field("Kumpulan angka", "Set of figures")]
From = Annotated[dt.date, field("Periode mulai", "Period from")]
Until = Annotated[dt.date, field("Periode sampai", "Period until")]


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure of an indicator; no value where the cell is too small to be shown. `of`: its denominator."""

    indicator: Annotated[Indicator, labelled("Indikator", "Indicator")]
    splits: Annotated[tuple[Split, ...], labelled("Rincian", "Splits", max_length=6)] = ()
    value: Annotated[Value | None, labelled("Nilai", "Value")] = None
    of: Annotated[Value | None, labelled("Dari", "Of")] = None


class RestatedFigure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure as it was given out and as it is now."""

    indicator: Annotated[Indicator, labelled("Indikator", "Indicator")]
    splits: Annotated[tuple[Split, ...], labelled("Rincian", "Splits", max_length=6)] = ()
    before: Annotated[Value | None, labelled("Semula", "Before")] = None
    after: Annotated[Value | None, labelled("Menjadi", "After")] = None


@event_type(
    label_id="Rapat gugus tugas diadakan",
    label_en="Meeting held",
    by=SEATED,
    audience="task_force",
    stream="coordination",
)
class MeetingHeld(Event, frozen=True, kw_only=True):
    """The task force met. `pack_position`: the log position that the figures before the meeting were read at,
    so that the pack can be made again.

    Source: UU 21/2007 art 58; PP 9/2008 art 22 (evaluation every six months); reference/domain.md section 6.
    """

    task_force: TaskForce
    meeting: Annotated[UUID, field("Rapat", "Meeting")]
    kind: Annotated[MeetingKind, field("Jenis rapat", "Kind of meeting")]
    held_on: Annotated[dt.date, field("Tanggal rapat", "Held on")]
    attended: Annotated[
        tuple[AgencyId, ...], field("Instansi yang hadir", "Agencies present", min_length=1, max_length=200)
    ]
    agenda: Annotated[tuple[Agenda, ...], field("Agenda", "Agenda", max_length=10)] = ()
    media_present: Annotated[bool, field("Media hadir", "Media present")] = False
    pack_position: Annotated[
        LogPosition | None, field("Posisi log bahan rapat", "Log position of the pack")
    ] = None
    figures: Annotated[UUID | None, field("Kumpulan angka", "Set of figures")] = None
    minutes: Annotated[Document | None, field("Notulen", "Minutes", NARRATIVE)] = None
    statement: Statement = None


@event_type(
    label_id="Komitmen dibuat",
    label_en="Commitment made",
    by=SEATED,
    audience="task_force",
    stream="coordination",
)
class CommitmentMade(Event, frozen=True, kw_only=True):
    """A member promises something by a day, at a meeting or between two.

    Source: reference/domain.md section 6 nos. 5 and 14 (commitments and recommendations signed).
    """

    task_force: TaskForce
    commitment: Commitment
    meeting: Annotated[UUID | None, field("Rapat", "Meeting")] = None
    owner: Annotated[AgencyId, field("Penanggung jawab", "Owner")]
    with_agencies: Annotated[
        tuple[AgencyId, ...], field("Bersama instansi", "Together with", max_length=50)
    ] = ()
    due: Annotated[dt.date, field("Tenggat", "Due")]
    topic: Annotated[Agenda, field("Bidang", "Topic")]
    indicator: Annotated[Indicator | None, field("Indikator", "Indicator")] = None
    text: Annotated[Text, field("Isi komitmen", "What was promised", NARRATIVE)]
    signed: Annotated[Document | None, field("Dokumen bertanda tangan", "Signed document", NARRATIVE)] = None


@event_type(
    label_id="Kemajuan komitmen dilaporkan",
    label_en="Commitment progressed",
    by=SEATED,
    audience="task_force",
    stream="coordination",
)
class CommitmentProgressed(Event, frozen=True, kw_only=True):
    """The owner says how far it is, or that it needs longer; the first due day stays on record.

    Source: reference/domain.md section 6 no. 14.
    """

    commitment: Commitment
    progress: Annotated[CommitmentProgress, field("Kemajuan", "Progress")]
    due: Annotated[dt.date | None, field("Tenggat baru", "New due day")] = None
    statement: Statement = None


@event_type(
    label_id="Komitmen dipenuhi",
    label_en="Commitment fulfilled",
    by=SEATED,
    audience="task_force",
    stream="coordination",
)
class CommitmentFulfilled(Event, frozen=True, kw_only=True):
    """What was promised is done, with the paper that shows it.

    Source: reference/domain.md section 6 no. 14 (commitment ledger with evidence of completion).
    """

    commitment: Commitment
    fulfilled_on: Annotated[dt.date, field("Tanggal dipenuhi", "Fulfilled on")]
    evidence: Annotated[Document | None, field("Bukti", "Evidence", NARRATIVE)] = None
    statement: Statement = None


@event_type(
    label_id="Indikator dibekukan",
    label_en="Indicators frozen",
    by=SEATED,
    audience="task_force",
    stream="coordination",
)
class IndicatorsFrozen(Event, frozen=True, kw_only=True):
    """The figures of a period as they are given out, signed, with the log position they were read at.

    Source: reference/domain.md sections 5.2 and 6 no. 15 (yearly freeze); PP 9/2008 art 22.
    """

    task_force: TaskForce
    figures: Figures
    period_from: From
    period_until: Until
    as_of: Annotated[LogPosition, field("Diketahui sampai posisi log", "As known at log position")]
    values: Annotated[tuple[Figure, ...], field("Angka", "Figures", min_length=1, max_length=400)]
    report: Annotated[Document | None, field("Laporan", "Report", NARRATIVE)] = None
    statement: Statement = None


@event_type(
    label_id="Angka dinyatakan ulang",
    label_en="Restatement issued",
    by=SEATED,
    audience="task_force",
    stream="coordination",
)
class RestatementIssued(Event, frozen=True, kw_only=True):
    """Figures given out before are given anew, with the reason; the old ones stay as they were known.

    Source: DESIGN section 3 (correction); scenarios Sc-8 (adult -1, child +1) and Sc-12.
    """

    task_force: TaskForce
    figures: Figures
    restates: Annotated[UUID | None, field("Angka yang dinyatakan ulang", "Restates")] = None
    period_from: From
    period_until: Until
    as_of: Annotated[LogPosition, field("Diketahui sampai posisi log", "As known at log position")]
    reason: Annotated[RestatementReason, field("Alasan", "Reason")]
    because: Annotated[
        tuple[LogPosition, ...], field("Posisi log sebab", "Log positions of the causes", max_length=100)
    ] = ()
    values: Annotated[tuple[RestatedFigure, ...], field("Angka", "Figures", min_length=1, max_length=400)]
    report: Annotated[Document | None, field("Laporan", "Report", NARRATIVE)] = None
    statement: Statement = None
