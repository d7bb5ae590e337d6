"""The end of an investigation (SP3), what is asked of the court about it, and its ruling."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import COURT, POLICE
from domain.catalogue.conference_codes import TerminationGround
from domain.catalogue.fields import AgencyId, DataClass, PaperNumber, field
from domain.catalogue.investigation_codes import PretrialGround, PretrialParty
from domain.catalogue.members import File, OptionalFile, OptionalLegalPaper, Statement, Suspects
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(
    label_id="Penyidikan dihentikan (SP3)",
    label_en="Investigation terminated",
    legal_code="SP3",
    by=POLICE,
    audience="legal",
    kind="decision",
    stale_on=(
        "ArticleChanged", "EvidenceReceived", "FileComplete", "FileReturned", "HandedOver",
        "TerminationVoided", "TraffickingStatusAssessed",
    ),
    narrative_as=LEGAL,
    starts=("termination_notice",),
)  # fmt: skip
class InvestigationTerminated(Event, frozen=True, kw_only=True):
    """Police end the investigation on one of the grounds of the law; prosecutor, victim and suspect are told.

    Services to the victim go on. Source: KUHAP 1981 art 109(2); KUHAP 2025 arts 24(2), 24(4) (notice).
    """

    file: File
    ground: Annotated[TerminationGround, field("Alasan", "Ground")]
    terminated_on: Annotated[dt.date | None, field("Tanggal SP3", "Date of the SP3")] = None
    told_on: Annotated[
        dt.date | None,
        field("Diberitahukan kepada jaksa, korban, tersangka", "Prosecutor, victim, suspect told on"),
    ] = None
    by_conference: Annotated[
        bool, field("Diputus dalam gelar perkara bersama", "Decided in the joint case conference")
    ] = False
    suspects: Suspects = ()
    number: Annotated[PaperNumber | None, field("Nomor SP3", "Number of the SP3", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Praperadilan dimohonkan",
    label_en="Pretrial ruling asked for",
    legal_code="Praperadilan",
    by=("polres", "kejari", "uptdppa", "lpsk", "ngo", "sbmi"),
    audience="court",
    narrative_as=LEGAL,
)
class PretrialFiled(Event, frozen=True, kw_only=True):
    """A suspect, victim or reporter asks the court named for a ruling, also on unjustified delay.

    Source: KUHAP 2025 art 158 (letter e: delay); scenario Sc-10.
    """

    court: Annotated[AgencyId, field("Pengadilan", "Court")]
    filed_by: Annotated[PretrialParty, field("Pemohon", "Asked by")]
    ground: Annotated[PretrialGround, field("Alasan", "Ground")]
    file: OptionalFile = None
    filed_on: Annotated[dt.date | None, field("Tanggal permohonan", "Filed on")] = None
    number: Annotated[PaperNumber | None, field("Nomor perkara", "Number at the court", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Penghentian penyidikan dibatalkan",
    label_en="Termination voided",
    legal_code="Putusan praperadilan",
    by=COURT,
    audience="court",
    kind="decision",
    stale_on=("CaseReopened", "InvestigationTerminated"),
    narrative_as=LEGAL,
)
class TerminationVoided(Event, frozen=True, kw_only=True):
    """The court voids the termination; where a joint conference had decided it, prosecution is mandatory.

    Source: KUHAP 2025 arts 27, 62(3), 158(b); scenario Sc-10.
    """

    file: File
    ruled_on: Annotated[dt.date | None, field("Tanggal putusan", "Ruled on")] = None
    number: Annotated[PaperNumber | None, field("Nomor putusan", "Number of the ruling", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None
