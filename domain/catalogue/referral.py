"""Chapter referral: one agency asks another to take up a service; the answer is an event of its own."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.agencies import REFERRING
from domain.catalogue.codes import DeclineReason, ReferralOutcome, Service, Urgency
from domain.catalogue.consent_codes import History
from domain.catalogue.fields import AgencyId, DataClass, Document, field
from domain.catalogue.htcds import ReferralReason
from domain.catalogue.members import OptionalConsent, OptionalPerson, Referral, Statement
from domain.catalogue.referral_codes import ReferralReturnReason
from domain.catalogue.registry import Event, event_type

PSYCHOSOCIAL = DataClass.PSYCHOSOCIAL
Worker = Annotated[UUID | None, field("Petugas (kode acak)", "Case worker (random id)")]


@event_type(
    label_id="Rujukan ditawarkan",
    label_en="Referral offered",
    by=REFERRING,
    audience="referral",
    narrative_as=PSYCHOSOCIAL,
    person_field="person",
    starts=("referral_answer",),
)
class ReferralOffered(Event, frozen=True, kw_only=True):
    """An agency asks another to give a service, and says how much of the case that agency may then read.

    Source: Permen PPPA 8/2021 (referral between members of the PPT); HTCDS cas_ReasonForOutgoingReferral.
    """

    referral: Referral
    to: Annotated[AgencyId, field("Kepada", "To")]
    service: Annotated[Service, field("Layanan", "Service")]
    person: OptionalPerson = None
    history: Annotated[History, field("Riwayat yang dibuka", "History opened")] = History.FROM_REFERRAL
    reason: Annotated[ReferralReason, field("Alasan", "Reason")] = ReferralReason.ADDITIONAL_SERVICES_REQUIRED
    consent_id: OptionalConsent = None
    answer_by: Annotated[dt.date | None, field("Mohon dijawab sebelum", "Please answer by")] = None
    case_worker: Worker = None
    urgency: Annotated[Urgency, field("Kedaruratan", "Urgency")] = Urgency.ROUTINE
    letter: Annotated[Document | None, field("Surat rujukan", "Referral letter", PSYCHOSOCIAL)] = None
    statement: Statement = None


@event_type(
    label_id="Rujukan diterima",
    label_en="Referral accepted",
    by=REFERRING,
    audience="referral",
    kind="decision",
    stale_on=("CaseClosed", "ConsentWithdrawn", "ReferralWithdrawn"),
    stops=("referral_answer",),
)
class ReferralAccepted(Event, frozen=True, kw_only=True):
    """The agency asked takes the referral up and becomes a party to the case, or takes a returned one back.

    Source: Permen PPPA 8/2021; scenario Sc-2. Until acceptance the agency sees the offer alone.
    """

    referral: Referral
    case_worker: Worker = None
    first_appointment: Annotated[dt.date | None, field("Pertemuan pertama", "First appointment")] = None


@event_type(
    label_id="Rujukan ditolak",
    label_en="Referral declined",
    by=REFERRING,
    audience="referral",
    kind="decision",
    stale_on=("CaseClosed", "ReferralWithdrawn"),
    narrative_as=PSYCHOSOCIAL,
    stops=("referral_answer",),
)
class ReferralDeclined(Event, frozen=True, kw_only=True):
    """The agency asked cannot take the referral up, or the return of one back, and says why.

    Source: Permen PPPA 8/2021; reference/domain.md section 6 no. 3 (accept or decline, with a timer).
    """

    referral: Referral
    reason: Annotated[DeclineReason, field("Alasan", "Reason")]
    statement: Statement = None


@event_type(
    label_id="Rujukan ditarik",
    label_en="Referral withdrawn",
    by=REFERRING,
    audience="referral",
    kind="decision",
    stale_on=("ReferralAccepted", "ReferralCompleted", "ReferralDeclined"),
    stops=("referral_answer",),
)
class ReferralWithdrawn(Event, frozen=True, kw_only=True):
    """The agency that offered takes the offer back before it was answered.

    Source: reference/domain.md section 6 no. 3 (referral accept, decline, return).
    """

    referral: Referral


@event_type(
    label_id="Rujukan dikembalikan",
    label_en="Referral returned",
    by=REFERRING,
    audience="referral",
    kind="decision",
    stale_on=("CaseClosed", "ConsentWithdrawn", "ReferralCompleted"),
    narrative_as=PSYCHOSOCIAL,
    starts=("referral_answer",),
)
class ReferralReturned(Event, frozen=True, kw_only=True):
    """The agency that took a referral up gives it back to the one that offered it, which must accept it;
    until then the person stays with the agency that returns.

    Source: DESIGN section 4 (a return needs acceptance too); Permen PPPA 8/2021; PP 9/2008 art 19.
    """

    referral: Referral
    reason: Annotated[ReferralReturnReason, field("Alasan", "Reason")]
    outcome: Annotated[ReferralOutcome | None, field("Hasil sejauh ini", "Outcome so far")] = None
    needed: Annotated[Service | None, field("Layanan yang diperlukan", "Service needed")] = None
    urgency: Annotated[Urgency, field("Kedaruratan", "Urgency")] = Urgency.ROUTINE
    answer_by: Annotated[dt.date | None, field("Mohon dijawab sebelum", "Please answer by")] = None
    letter: Annotated[Document | None, field("Surat pengembalian", "Letter of return", PSYCHOSOCIAL)] = None
    statement: Statement = None


@event_type(
    label_id="Rujukan selesai",
    label_en="Referral completed",
    by=REFERRING,
    audience="referral",
    narrative_as=PSYCHOSOCIAL,
)
class ReferralCompleted(Event, frozen=True, kw_only=True):
    """What was asked in the referral is done; the relation it gave ends with it.

    Source: Permen PPPA 8/2021 (feedback to the referring agency).
    """

    referral: Referral
    outcome: Annotated[ReferralOutcome, field("Hasil", "Outcome")] = ReferralOutcome.SERVICE_GIVEN
    completed_on: Annotated[dt.date | None, field("Tanggal selesai", "Completed on")] = None
    statement: Statement = None


@event_type(
    label_id="Manajer kasus ditunjuk",
    label_en="Case manager assigned",
    by=("uptdppa", "dp3a", "dinsos", "coordinator"),
    audience="conduct",
    person_field="person",
)
class CaseManagerAssigned(Event, frozen=True, kw_only=True):
    """An agency becomes case manager of the case: intake, plan, referral and accompaniment are its task.

    Source: Permen PPPA 8/2021; reference/domain.md section 3.1 (UPTD PPA as case manager).
    """

    agency: Annotated[AgencyId, field("Instansi", "Agency")]
    person: OptionalPerson = None
    case_worker: Worker = None
