"""Duplicates linked and parted, joint acts confirmed or contested, a case closed and reopened."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.agencies import CLOSERS, ON_A_CASE
from domain.catalogue.codes import (
    ClosureReason,
    ContestReason,
    DuplicateReason,
    ReopeningReason,
)
from domain.catalogue.fields import (
    DataClass,
    Document,
    EventId,
    EventSource,
    field,
    labelled,
)
from domain.catalogue.htcds import CaseStatus
from domain.catalogue.members import MinutesHash, Statement, hash_matches
from domain.catalogue.registry import Event, event_type


class CasePerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person of one case, by the case's own pseudonym."""

    case: Annotated[UUID, labelled("Kasus", "Case")]
    person: Annotated[UUID, labelled("Orang (nama samaran kasus)", "Person (case pseudonym)")]


Pairs = Annotated[
    tuple[CasePerson, ...], field("Orang dalam kasus", "Persons in cases", min_length=2, max_length=20)
]


@event_type(
    label_id="Duplikat ditautkan",
    label_en="Duplicate linked",
    by=("uptdppa", "coordinator"),
    audience="duplicates",
    stream="duplicates",
)
class DuplicateLinked(Event, frozen=True, kw_only=True):
    """A steward finds that persons of several cases are one person. Merges nothing and grants nothing.

    Source: DESIGN section 4; scenario Sc-7. It changes distinct-person counts alone and can be undone.
    """

    pairs: Pairs
    reason: Annotated[DuplicateReason, field("Dasar", "Ground")]


@event_type(
    label_id="Tautan duplikat dilepas",
    label_en="Duplicate unlinked",
    by=("uptdppa", "coordinator"),
    audience="duplicates",
    stream="duplicates",
)
class DuplicateUnlinked(Event, frozen=True, kw_only=True):
    """A steward parts persons that were linked, or suspected to be one; both timelines stay as they are.

    Source: DESIGN section 4; scenario Sc-7.
    """

    pairs: Pairs
    reason: Annotated[DuplicateReason, field("Dasar", "Ground")]


@event_type(
    label_id="Kasus ditutup",
    label_en="Case closed",
    by=CLOSERS,
    audience="conduct",
    kind="decision",
    stale_on=(
        "ArticleChanged", "CaseReopened", "FileReturned", "FileResubmitted", "FileSubmitted",
        "InvestigationOrdered", "PoliceReportFiled", "ReferralAccepted", "ReferralOffered", "ReportTriaged",
        "ServiceOpened", "ShelterPlaced", "SuspectDesignated", "TraffickingStatusAssessed",
        "VictimRegistered",
    ),
    narrative_as=DataClass.PSYCHOSOCIAL,
    starts=("retention",),
)  # fmt: skip
class CaseClosed(Event, frozen=True, kw_only=True):
    """Work on the case ends; retention starts. Closure deletes nothing.

    Source: Permen PPPA 8/2021 (termination of services); HTCDS cas_Status, cas_ReasonForCaseClosure.
    """

    reason: Annotated[ClosureReason, field("Alasan penutupan", "Reason for closure")]
    status: Annotated[CaseStatus, field("Status kasus", "Case status")] = CaseStatus.CLOSED
    retained_until: Annotated[dt.date | None, field("Disimpan sampai", "Retained until")] = None
    statement: Statement = None


@event_type(
    label_id="Kasus dibuka kembali",
    label_en="Case reopened",
    by=(*CLOSERS, "polres", "kejari"),
    audience="conduct",
    kind="decision",
    stale_on=("CaseClosed", "CaseReopened"),
    narrative_as=DataClass.PSYCHOSOCIAL,
    stops=("retention",),
)
class CaseReopened(Event, frozen=True, kw_only=True):
    """A closed case is taken up again on the same stream.

    Source: KUHAP 2025 art 27 (termination voided); scenario Sc-10.
    """

    reason: Annotated[ReopeningReason, field("Alasan", "Reason")]
    file: Annotated[UUID | None, field("Berkas perkara baru", "New case file")] = None
    earlier_case: Annotated[UUID | None, field("Kasus sebelumnya", "Earlier case")] = None
    statement: Statement = None


@event_type(
    label_id="Catatan dibenarkan",
    label_en="Record confirmed",
    by=ON_A_CASE,
    audience="joint_act",
)
class RecordConfirmed(Event, frozen=True, kw_only=True):
    """A party named in a joint act confirms it as the publisher stated it.

    Source: DESIGN section 2 (joint acts); KUHAP 2025 art 59(4) (coordination must be minuted).
    """

    event_id: Annotated[EventId, field("Catatan bersama", "Joint act")]
    event_source: Annotated[EventSource, field("Pencatat", "Recorded by")]
    minutes: Annotated[
        Document | None, field("Berita acara", "Minutes held by this agency", DataClass.LEGAL_FILE)
    ] = None
    minutes_sha256: MinutesHash = None

    def __post_init__(self) -> None:
        hash_matches(self.minutes_sha256, self.minutes)


@event_type(
    label_id="Catatan disanggah",
    label_en="Record contested",
    by=ON_A_CASE,
    audience="joint_act",
    narrative_as=DataClass.LEGAL_FILE,
)
class RecordContested(Event, frozen=True, kw_only=True):
    """A party named in a joint act states that it was otherwise; a discrepancy follows.

    Source: DESIGN section 2 (joint acts), section 3 (contradiction is not an error).
    """

    event_id: Annotated[EventId, field("Catatan bersama", "Joint act")]
    event_source: Annotated[EventSource, field("Pencatat", "Recorded by")]
    reason: Annotated[ContestReason, field("Alasan sanggahan", "Reason")]
    minutes: Annotated[
        Document | None, field("Berita acara", "Minutes held by this agency", DataClass.LEGAL_FILE)
    ] = None
    minutes_sha256: MinutesHash = None
    statement: Statement = None

    def __post_init__(self) -> None:
        hash_matches(self.minutes_sha256, self.minutes)
