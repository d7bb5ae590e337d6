"""The notice that an investigation has begun (SPDP), its return, and the requests for progress."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import POLICE, PROSECUTOR
from domain.catalogue.fields import (
    AgencyId,
    Count,
    DataClass,
    Line,
    Ordinal,
    PaperNumber,
    field,
)
from domain.catalogue.file_exchange_codes import SpdpReturnReason
from domain.catalogue.members import (
    File,
    OptionalArticles,
    OptionalLegalPaper,
    OptionalLetterNumber,
    Statement,
    Suspects,
)
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(
    label_id="SPDP dikirim",
    label_en="Notice of investigation sent",
    legal_code="SPDP",
    by=POLICE,
    audience="legal",
    starts=("p16", "p17"),
    stops=("spdp",),
)
class SpdpSent(Event, frozen=True, kw_only=True):
    """Police tell the prosecutor that an investigation has begun, within 7 days of the order.

    Source: KUHAP 1981 art 109(1) as read by MK 130/PUU-XIII/2015; KUHAP 2025 art 60(1).
    """

    file: File
    prosecutor: Annotated[AgencyId, field("Kejaksaan", "Prosecutor's office")]
    sent_on: Annotated[dt.date | None, field("Tanggal SPDP", "Date of the SPDP")] = None
    articles: OptionalArticles = None
    suspects: Suspects = ()
    number: Annotated[PaperNumber | None, field("Nomor SPDP", "Number of the SPDP", LEGAL)] = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="SPDP diterima",
    label_en="Notice of investigation received",
    legal_code="P-1A",
    by=PROSECUTOR,
    audience="legal",
    starts=("first_coordination",),
)
class SpdpReceived(Event, frozen=True, kw_only=True):
    """The prosecutor's office states that the SPDP arrived; its own clocks run from here.

    Source: circular B-310/E/Ejp/01/2026 (receipt P-1A); KUHAP 2025 art 60(2).
    """

    file: File
    received_on: Annotated[dt.date | None, field("Tanggal diterima", "Received on")] = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="SPDP dikembalikan",
    label_en="Notice of investigation returned",
    legal_code="SOP FORM-1/3",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("FileResubmitted", "FileSubmitted", "SpdpSent"),
    narrative_as=LEGAL,
    aliases={"SpdpReturnedDefective": {}, "SpdpReturnedStale": {"reason": "stale"}},
)
class SpdpReturned(Event, frozen=True, kw_only=True):
    """The head of the prosecutor's office sends the SPDP back: late, for another level, or no file came.

    Source: B-310 (SOP FORM-1 for a defect, SOP FORM-3 after two requests for progress); MK 130/PUU-XIII/2015.
    """

    file: File
    reason: Annotated[SpdpReturnReason, field("Alasan", "Reason")]
    returned_on: Annotated[dt.date | None, field("Tanggal pengembalian", "Returned on")] = None
    number: OptionalLetterNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Perkembangan penyidikan diminta",
    label_en="Progress requested",
    legal_code="P-17",
    by=PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
)
class ProgressRequested(Event, frozen=True, kw_only=True):
    """The prosecutor asks what became of an investigation of which no file has come.

    Source: form P-17 (first request), SOP FORM-2 (second), B-310; reference/domain.md 2.5 no. 13.
    """

    file: File
    request_number: Annotated[Ordinal | None, field("Permintaan ke-", "Request number")] = None
    requested_on: Annotated[dt.date | None, field("Tanggal permintaan", "Requested on")] = None
    number: Annotated[PaperNumber | None, field("Nomor P-17", "Number of the P-17", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Jaksa peneliti ditunjuk",
    label_en="Prosecutor appointed",
    legal_code="P-16",
    by=PROSECUTOR,
    audience="legal",
    stops=("p16",),
)
class ProsecutorAppointed(Event, frozen=True, kw_only=True):
    """The head of the office appoints prosecutors to follow the investigation.

    Source: PER-036/A/JA/09/2011 art 8; KEP-518/A/J.A/11/2001 form P-16; B-310.
    """

    file: File
    prosecutors: Annotated[Count | None, field("Jumlah jaksa", "Number of prosecutors")] = None
    names: Annotated[tuple[Line, ...], field("Nama jaksa", "Prosecutors", LEGAL, max_length=10)] = ()
    document: OptionalLegalPaper = None
