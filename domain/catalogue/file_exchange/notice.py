"""From the notice that an investigation has begun (SPDP) to coordination before the file."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import POLICE, POLICE_AND_PROSECUTOR, PROSECUTOR
from domain.catalogue.codes import Element
from domain.catalogue.fields import (
    AgencyId,
    Articles,
    Count,
    DataClass,
    Document,
    Line,
    PaperNumber,
    field,
)
from domain.catalogue.legal_codes import CoordinationStage, ExpertField
from domain.catalogue.members import (
    File,
    OptionalLegalPaper,
    Statement,
    Suspects,
    WithAgencies,
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
    articles: Annotated[Articles | None, field("Pasal", "Articles")] = None
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


@event_type(
    label_id="Koordinasi dilaksanakan",
    label_en="Coordination held",
    legal_code="SOP FORM-6",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
    joint_with=("with_agencies",),
    stops=("first_coordination",),
)
class CoordinationHeld(Event, frozen=True, kw_only=True):
    """Investigator and prosecutor coordinate and minute it (SOP FORM-6); the other confirms or contests.

    Source: KUHAP 2025 arts 59(4) (minutes), 59(5) (once after the file), 60(2) (first within 3 days).
    """

    file: File
    with_agencies: WithAgencies
    stage: Annotated[CoordinationStage, field("Tahap", "Stage")] = CoordinationStage.BEFORE_FILE
    elements_agreed: Annotated[
        tuple[Element, ...], field("Unsur disepakati", "Elements agreed", max_length=3)
    ] = ()
    elements_open: Annotated[
        tuple[Element, ...], field("Unsur belum disepakati", "Elements open", max_length=3)
    ] = ()
    experts: Annotated[
        tuple[ExpertField, ...], field("Ahli yang diperlukan", "Experts needed", max_length=6)
    ] = ()
    minutes: Annotated[Document | None, field("Berita acara koordinasi", "Minutes", LEGAL)] = None
    statement: Statement = None
