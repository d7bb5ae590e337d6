"""A recorded fact is corrected, or an agency takes an entry of its own back. Both point at what they undo."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import ON_A_CASE, SERVICE_PROVIDERS
from domain.catalogue.fields import (
    DataClass,
    Document,
    EventId,
    EventSource,
    Instant,
    field,
)
from domain.catalogue.identification_codes import CorrectedField, CorrectionReason, WithdrawalReason
from domain.catalogue.members import (
    AgeBandOrNot,
    BirthDate,
    ChildOrNot,
    Citizenship,
    CountryOfStay,
    DestinationCountry,
    HomeAddress,
    IdentityNumber,
    OptionalPerson,
    ParentsNames,
    PassportNumber,
    PersonName,
    PersonPhone,
    PrimaryLanguage,
    RegencyOfOrigin,
    SexOrNot,
    Statement,
)
from domain.catalogue.registry import Event, event_type

VICTIM = DataClass.VICTIM_IDENTITY


@event_type(
    label_id="Data diperbaiki",
    label_en="Fact corrected",
    by=tuple(dict.fromkeys((*ON_A_CASE, *SERVICE_PROVIDERS))),
    audience="identity",
    narrative_as=VICTIM,
    person_field="person",
    starts=("subject_notice",),
)
class FactCorrected(Event, frozen=True, kw_only=True):
    """Facts of an earlier entry, own or another agency's, are corrected; from here on they count as if the
    entry had said so, while the entry itself stays as it was known. The person is told within 3 x 24 hours.

    Source: UU 27/2022 arts 6, 30 (correction); UU 21/2007 art 17 (a child of another age); scenario Sc-8.
    """

    event_id: Annotated[EventId, field("Catatan yang diperbaiki", "Entry corrected")]
    event_source: Annotated[EventSource, field("Pencatat", "Recorded by")]
    person: OptionalPerson = None
    fields: Annotated[
        tuple[CorrectedField, ...], field("Isian diperbaiki", "Fields corrected", min_length=1, max_length=20)
    ]
    reason: Annotated[CorrectionReason, field("Dasar", "Ground")]
    time: Annotated[Instant | None, field("Waktu kejadian yang benar", "When it happened in fact")] = None
    date: Annotated[dt.date | None, field("Tanggal yang benar", "The date as it should read")] = None
    child: ChildOrNot = None
    age_band: AgeBandOrNot = None
    sex: SexOrNot = None
    regency: RegencyOfOrigin = None
    country: CountryOfStay = None
    citizenship: Citizenship = None
    language: PrimaryLanguage = None
    destination_country: DestinationCountry = None
    name: PersonName = None
    nik: IdentityNumber = None
    passport: PassportNumber = None
    birth_date: BirthDate = None
    phone: PersonPhone = None
    parents_names: ParentsNames = ()
    home_address: HomeAddress = None
    paper: Annotated[Document | None, field("Bukti", "Proof", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Catatan ditarik",
    label_en="Entry withdrawn",
    by=tuple(dict.fromkeys((*ON_A_CASE, *SERVICE_PROVIDERS, "coordinator", "dpo"))),
    audience="correction",
    narrative_as=VICTIM,
)
class EntryWithdrawn(Event, frozen=True, kw_only=True):
    """An agency takes back an entry of its own that should not have been made; from here on the case counts
    as if it had not been, while the entry itself stays readable as it was known.

    Source: DESIGN section 3 (correction); UU 27/2022 art 6 (accuracy).
    """

    event_id: Annotated[EventId, field("Catatan yang ditarik", "Entry withdrawn")]
    reason: Annotated[WithdrawalReason, field("Alasan", "Reason")]
    replaced_by: Annotated[EventId | None, field("Diganti oleh catatan", "Replaced by entry")] = None
    statement: Statement = None
