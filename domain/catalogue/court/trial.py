"""From the indictment to the verdict."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.agencies import COURT, PROSECUTOR
from domain.catalogue.codes import Companion
from domain.catalogue.court.restitution import VictimsAmount
from domain.catalogue.court_codes import Instance
from domain.catalogue.fields import (
    AgencyId,
    Articles,
    Count,
    DataClass,
    Document,
    Ordinal,
    PaperNumber,
    Rupiah,
    Text,
    field,
)
from domain.catalogue.legal_codes import HearingOption, HearingStage, IndictmentForm, VerdictOutcome
from domain.catalogue.members import File, FileArticles, OptionalLegalPaper, Statement, Suspects, Victims
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(
    label_id="Dakwaan dibuat",
    label_en="Indictment filed",
    legal_code="P-29",
    by=PROSECUTOR,
    audience="court",
    narrative_as=LEGAL,
    starts=("transfer_to_court",),
    stops=("indictment",),
)
class IndictmentFiled(Event, frozen=True, kw_only=True):
    """The prosecutor draws up the indictment after the handover.

    Source: KUHAP 1981 art 140(1); KUHAP 2025 art 70 (7 days); form P-29.
    """

    file: File
    articles: FileArticles
    form: Annotated[IndictmentForm | None, field("Bentuk dakwaan", "Form of the indictment")] = None
    suspects: Suspects = ()
    number: Annotated[PaperNumber | None, field("Nomor dakwaan", "Number of the indictment", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Perkara dilimpahkan ke pengadilan",
    label_en="Sent to court",
    legal_code="P-31",
    by=PROSECUTOR,
    audience="court",
    stops=("transfer_to_court",),
)
class SentToCourt(Event, frozen=True, kw_only=True):
    """The prosecutor sends file and indictment to the court named, which becomes a party to the case.

    Source: KUHAP 2025 art 75(1) (14 days); form P-31.
    """

    file: File
    court: Annotated[AgencyId, field("Pengadilan", "Court")]
    sent_on: Annotated[dt.date | None, field("Tanggal pelimpahan", "Sent on")] = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="Sidang dilaksanakan",
    label_en="Hearing held",
    legal_code="Sidang",
    by=COURT,
    audience="court",
    narrative_as=LEGAL,
)
class HearingHeld(Event, frozen=True, kw_only=True):
    """A hearing took place, with the measures that protect a victim or child.

    Source: UU 21/2007 arts 34, 37-40 (remote or recorded testimony, accused removed, closed, accompanied).
    """

    file: File
    held_on: Annotated[dt.date | None, field("Tanggal sidang", "Held on")] = None
    hearing_number: Annotated[Ordinal | None, field("Sidang ke-", "Hearing number")] = None
    stage: Annotated[HearingStage | None, field("Agenda", "Stage")] = None
    options: Annotated[
        tuple[HearingOption, ...], field("Tindakan perlindungan", "Protective measures", max_length=6)
    ] = ()
    testified: Annotated[
        tuple[UUID, ...], field("Korban yang bersaksi", "Victims who testified", max_length=200)
    ] = ()
    companion: Annotated[Companion | None, field("Pendamping", "Companion")] = None
    record: Annotated[Document | None, field("Berita acara sidang", "Record of the hearing", LEGAL)] = None
    statement: Statement = None


@event_type(
    label_id="Putusan dijatuhkan",
    label_en="Verdict given",
    legal_code="Putusan PN",
    by=COURT,
    audience="court",
    narrative_as=LEGAL,
    starts=("appeal",),
)
class VerdictGiven(Event, frozen=True, kw_only=True):
    """A court decides on guilt and on restitution: at first instance, or on an appeal.

    Source: UU 21/2007 arts 48-50 (restitution in the judgment); KUHAP 2025 arts 179-181.
    """

    file: File
    outcome: Annotated[VerdictOutcome, field("Amar putusan", "Outcome")]
    articles: Annotated[Articles | None, field("Pasal terbukti", "Articles found proven")] = None
    restitution_awarded: Annotated[
        Rupiah | None, field("Restitusi dikabulkan (rupiah)", "Restitution awarded (rupiah)")
    ] = None
    instance: Annotated[Instance, field("Tingkat", "Instance")] = Instance.FIRST
    awards: Annotated[
        tuple[VictimsAmount, ...], field("Restitusi per korban", "Restitution per victim", max_length=200)
    ] = ()
    given_on: Annotated[dt.date | None, field("Tanggal putusan", "Given on")] = None
    imprisonment_months: Annotated[Count | None, field("Penjara (bulan)", "Imprisonment (months)")] = None
    fine: Annotated[Rupiah | None, field("Denda (rupiah)", "Fine (rupiah)")] = None
    victims: Victims = ()
    suspects: Suspects = ()
    number: Annotated[PaperNumber | None, field("Nomor putusan", "Number of the judgment", LEGAL)] = None
    considerations: Annotated[Text | None, field("Pertimbangan", "Considerations", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None
