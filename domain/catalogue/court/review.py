"""After the verdict: appeals, the final judgment and its copies; a prosecution ended and taken up again."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import COURT, PROSECUTOR
from domain.catalogue.court_codes import AppealBy, CopyRecipient, Instance, ProsecutionEnd, ResumptionReason
from domain.catalogue.fields import DataClass, PaperNumber, Rupiah, field
from domain.catalogue.legal_codes import VerdictOutcome
from domain.catalogue.members import (
    File,
    OptionalLegalPaper,
    OptionalLetterNumber,
    Statement,
    Suspects,
    Victims,
)
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(
    label_id="Upaya hukum diajukan",
    label_en="Appeal lodged",
    legal_code="Banding/Kasasi",
    by=(*PROSECUTOR, *COURT),
    audience="court",
    narrative_as=LEGAL,
    stops=("appeal",),
    aliases={"CassationLodged": {"instance": "cassation"}},
)
class AppealLodged(Event, frozen=True, kw_only=True):
    """Prosecutor or defence asks a higher court; the registry of the court records it for the defence.

    Source: KUHAP 1981 arts 67, 233, 244; KUHAP 2025 likewise; reference/domain.md 2.5 no. 43.
    """

    file: File
    instance: Annotated[Instance, field("Tingkat", "Instance")]
    lodged_by: Annotated[AppealBy, field("Diajukan oleh", "Lodged by")]
    lodged_on: Annotated[dt.date | None, field("Tanggal pengajuan", "Lodged on")] = None
    suspects: Suspects = ()
    number: Annotated[PaperNumber | None, field("Nomor akta", "Number of the deed", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Putusan berkekuatan hukum tetap",
    label_en="Judgment final",
    legal_code="Inkracht",
    by=(*COURT, *PROSECUTOR),
    audience="court",
    starts=("restitution_copy",),
)
class JudgmentFinal(Event, frozen=True, kw_only=True):
    """No ordinary remedy is left: the judgment stands, and restitution in it is owed.

    Source: KUHAP 2025 arts 179-181; UU 21/2007 arts 48-50; reference/domain.md 2.5 no. 44.
    """

    file: File
    instance: Annotated[Instance, field("Tingkat", "Instance")] = Instance.FIRST
    final_on: Annotated[dt.date | None, field("Tanggal berkekuatan tetap", "Final on")] = None
    outcome: Annotated[VerdictOutcome | None, field("Amar", "Outcome")] = None
    restitution_awarded: Annotated[
        Rupiah | None, field("Restitusi dikabulkan (rupiah)", "Restitution awarded (rupiah)")
    ] = None
    victims: Victims = ()
    suspects: Suspects = ()
    number: Annotated[PaperNumber | None, field("Nomor putusan", "Number of the judgment", LEGAL)] = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="Salinan putusan disampaikan",
    label_en="Judgment copy sent",
    legal_code="Salinan putusan",
    by=(*PROSECUTOR, *COURT),
    audience="court",
    starts=("restitution_pay",),
    stops=("restitution_copy",),
)
class JudgmentCopySent(Event, frozen=True, kw_only=True):
    """The prosecutor gives convict, victim and LPSK a copy; from its receipt the convict has time to pay.

    Source: KUHAP 2025 art 181(1)-(2) (copy within 7 days, payment within 30); UU 21/2007 art 50; Sc-11.
    """

    file: File
    to: Annotated[tuple[CopyRecipient, ...], field("Penerima", "To", min_length=1, max_length=5)]
    sent_on: Annotated[dt.date | None, field("Tanggal kirim", "Sent on")] = None
    received_on: Annotated[dt.date | None, field("Diterima terpidana", "Received by the convict on")] = None
    victims: Victims = ()
    suspects: Suspects = ()
    document: OptionalLegalPaper = None


@event_type(
    label_id="Penuntutan dihentikan",
    label_en="Prosecution terminated",
    legal_code="P-26",
    by=PROSECUTOR,
    audience="court",
    kind="decision",
    stale_on=(
        "ArticleChanged", "EvidenceReceived", "HearingHeld", "PositionRecorded", "RestitutionAssessed",
        "SuspectApprehended", "VerdictGiven",
    ),
    narrative_as=LEGAL,
)  # fmt: skip
class ProsecutionTerminated(Event, frozen=True, kw_only=True):
    """The prosecutor ends the prosecution of a file (SKP2).

    Source: KUHAP 1981 art 140(2) (no proof, not a crime, by law); KUHAP 2025 art 71 (lapse grounds only).
    """

    file: File
    reason: Annotated[ProsecutionEnd, field("Alasan", "Reason")]
    terminated_on: Annotated[dt.date | None, field("Tanggal penghentian", "Terminated on")] = None
    suspects: Suspects = ()
    number: OptionalLetterNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Penuntutan dilanjutkan kembali",
    label_en="Prosecution resumed",
    legal_code="P-27",
    by=PROSECUTOR,
    audience="court",
    kind="decision",
    stale_on=("EvidenceReceived", "JudgmentFinal", "PositionRecorded"),
    narrative_as=LEGAL,
    aliases={"ProsecutionTerminationRevoked": {}},
)
class ProsecutionResumed(Event, frozen=True, kw_only=True):
    """The termination of a prosecution is revoked and the file taken up again.

    Source: KUHAP 1981 art 140(2)(d) (new grounds); KUHAP 2025 art 158 (pretrial ruling); form P-27.
    """

    file: File
    reason: Annotated[ResumptionReason, field("Alasan", "Reason")]
    resumed_on: Annotated[dt.date | None, field("Tanggal dilanjutkan", "Resumed on")] = None
    suspects: Suspects = ()
    number: OptionalLetterNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None
