"""Members that the types of this chapter share."""

from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.codes import Element
from domain.catalogue.conference_codes import ConferenceForm, ConferenceRole, DiscrepancyKind
from domain.catalogue.fields import AgencyId, Article, Instant, field, labelled, whole
from domain.catalogue.members import LogPosition

# What a discrepancy is about, as the list of discrepancies writes it: ids and numbers, never words.
DiscrepancyName = Annotated[str, msgspec.Meta(pattern=whole("[A-Za-z0-9._:/-]{1,200}"), max_length=200)]


class DiscrepancyRef(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One discrepancy as GET /v1/cases/{id}/discrepancies names it."""

    kind: Annotated[DiscrepancyKind, labelled("Jenis", "Kind")]
    ref: Annotated[DiscrepancyName, labelled("Rujukan", "Reference")]


class Attendance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One role that was filled at a conference, by the office that filled it where it is one."""

    role: Annotated[ConferenceRole, labelled("Peran", "Role")]
    agency: Annotated[AgencyId | None, labelled("Instansi", "Agency")] = None


Dispute = Annotated[UUID, field("Sengketa", "Dispute")]
OptionalDispute = Annotated[UUID | None, field("Sengketa", "Dispute")]
OptionalDiscrepancy = Annotated[DiscrepancyRef | None, field("Perbedaan", "Discrepancy")]
Conference = Annotated[UUID, field("Gelar perkara", "Case conference")]
OptionalConference = Annotated[UUID | None, field("Gelar perkara", "Case conference")]
Proposal = Annotated[UUID, field("Usulan", "Proposal")]
Form = Annotated[ConferenceForm, field("Bentuk", "Form")]
OptionalElement = Annotated[Element | None, field("Unsur", "Element")]
ElementsAgreed = Annotated[tuple[Element, ...], field("Unsur disepakati", "Elements agreed", max_length=3)]
ElementsOpen = Annotated[tuple[Element, ...], field("Unsur belum disepakati", "Elements open", max_length=3)]
Excerpt = Annotated[
    tuple[LogPosition, ...], field("Petikan berkas", "Excerpt (log positions opened)", max_length=200)
]
LegalBasis = Annotated[tuple[Article, ...], field("Dasar hukum", "Legal basis", max_length=20)]
Until = Annotated[Instant, field("Akses sampai", "Access until")]
OptionalUntil = Annotated[Instant | None, field("Akses ahli sampai", "Access of the expert until")]
