"""What a person asks for, and gets, of the data on record of itself."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.agencies import CASE_WORKERS
from domain.catalogue.consent_codes import DataClassName, GuardianRelation
from domain.catalogue.fields import DataClass, Document, field, labelled
from domain.catalogue.members import Person, Statement
from domain.catalogue.privacy_codes import AccessAsker, AccessRefusal, WithheldFor
from domain.catalogue.registry import Event, event_type

HANDS_OUT = (*CASE_WORKERS, "dp3a", "dpo")
VICTIM = DataClass.VICTIM_IDENTITY


class Withheld(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of data that is not in the copy, and on what ground."""

    data_class: Annotated[DataClassName, labelled("Golongan data", "Data class")]
    ground: Annotated[WithheldFor, labelled("Dasar", "Ground")]


Access = Annotated[UUID, field("Permintaan akses", "Request for access")]


@event_type(
    label_id="Akses data sendiri diminta",
    label_en="Access to own data requested",
    by=HANDS_OUT,
    audience="consent",
    narrative_as=VICTIM,
    person_field="person",
    starts=("subject_access",),
)
class SubjectAccessRequested(Event, frozen=True, kw_only=True):
    """A person, or who acts for the person, asks for the data on record and for who has read them.

    Source: UU 27/2022 arts 7, 32 (3 x 24 hours), 25 (a guardian for a child).
    """

    access: Access
    person: Person
    asked_by: Annotated[AccessAsker, field("Pemohon", "Asked by")]
    guardian_relation: Annotated[
        GuardianRelation | None, field("Hubungan wali", "Relation of the guardian")
    ] = None
    received_on: Annotated[dt.date | None, field("Tanggal diterima", "Received on")] = None
    proof: Annotated[Document | None, field("Bukti permohonan", "Proof of the request", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Akses data sendiri diberikan",
    label_en="Access to own data given",
    by=HANDS_OUT,
    audience="consent",
    kind="decision",
    stale_on=(
        "ErasureApproved", "FactCorrected", "GuardianConflictChecked", "InvestigationOrdered",
        "PoliceReportFiled", "SpdpSent", "SubjectAccessGiven", "SubjectAccessRefused",
    ),
    narrative_as=VICTIM,
    person_field="person",
    stops=("subject_access",),
)  # fmt: skip
class SubjectAccessGiven(Event, frozen=True, kw_only=True):
    """A copy of the person's own data is made for who asked; it holds what is on record up to this event.

    Recorded before the copy can be fetched: an export is an event (reference/domain.md 3.2).

    Source: UU 27/2022 arts 7, 32, 33; reference/domain.md 3.2.
    """

    access: Access
    person: Person
    withheld: Annotated[tuple[Withheld, ...], field("Yang tidak diberikan", "Withheld", max_length=10)] = ()
    statement: Statement = None


@event_type(
    label_id="Akses data sendiri ditolak",
    label_en="Access to own data refused",
    by=HANDS_OUT,
    audience="consent",
    kind="decision",
    stale_on=("GuardianConflictChecked", "SubjectAccessGiven"),
    narrative_as=VICTIM,
    person_field="person",
    stops=("subject_access",),
)
class SubjectAccessRefused(Event, frozen=True, kw_only=True):
    """No copy is given, because that would endanger the person or others, or because who asked has no right.

    Source: UU 27/2022 arts 32, 33 (must refuse where it endangers), 50.
    """

    access: Access
    person: Person
    ground: Annotated[AccessRefusal, field("Dasar penolakan", "Ground")]
    statement: Statement = None
