"""A file complete, by the prosecutor or by silence, and the handover that follows or does not."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import POLICE_AND_PROSECUTOR, PROSECUTOR
from domain.catalogue.fields import DataClass, PaperNumber, field
from domain.catalogue.members import (
    EvidenceItems,
    EvidenceMinutes,
    File,
    OptionalArticles,
    OptionalLegalPaper,
    OptionalLetterNumber,
    Statement,
    SuspectMinutes,
    Suspects,
    WithAgencies,
)
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(    label_id="Berkas dinyatakan lengkap",
    label_en="File complete",
    legal_code="P-21",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=(
        "ArticleChanged", "FileResubmitted", "FileSubmitted", "InvestigationTerminated",
        "JurisdictionTransferred", "SuspectDesignated",
    ),
    narrative_as=LEGAL,
    starts=("tahap2",),
    stops=("review", "p19_return"),
)  # fmt: skip
class FileComplete(Event, frozen=True, kw_only=True):
    """The head of the prosecutor's office declares the file complete.

    Source: KUHAP 1981 art 139; KUHAP 2025 art 59(7) (signed by the head of the office), art 61(1).
    """

    file: File
    articles: OptionalArticles = None
    number: Annotated[PaperNumber | None, field("Nomor P-21", "Number of the P-21", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Berkas dianggap lengkap",
    label_en="File deemed complete",
    legal_code="Pasal 110 ayat (4)",
    by=(*POLICE_AND_PROSECUTOR, "deployment"),
    audience="legal",
    kind="decision",
    stale_on=("FileComplete", "FileResubmitted", "FileReturned", "FileSubmitted"),
    narrative_as=LEGAL,
)
class FileDeemedComplete(Event, frozen=True, kw_only=True):
    """The prosecutor was silent for 14 days after the file arrived: the investigation counts as finished.

    Under KUHAP 1981 alone. From the deployment it is a proposal; one of the two sides confirms it by its own.
    Source: KUHAP 1981 art 110(4); reference/domain.md 2.3 (no such rule in KUHAP 2025 art 61).
    """

    file: File
    deemed_on: Annotated[dt.date | None, field("Dianggap lengkap pada", "Deemed complete on")] = None
    statement: Statement = None


@event_type(
    label_id="Pemberitahuan susulan berkas lengkap",
    label_en="Completeness reminder",
    legal_code="P-21A",
    by=PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
)
class CompletenessReminder(Event, frozen=True, kw_only=True):
    """The prosecutor reminds police that a complete file waits for its handover.

    Source: KEP-518/A/J.A/11/2001 form P-21A; reference/domain.md 2.5 no. 33.
    """

    file: File
    reminded_on: Annotated[dt.date | None, field("Tanggal P-21A", "Date of the P-21A")] = None
    number: Annotated[PaperNumber | None, field("Nomor P-21A", "Number of the P-21A", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Tersangka dan barang bukti diserahkan (Tahap II)",
    label_en="Handed over",
    legal_code="Tahap II",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
    joint_with=("with_agencies",),
    starts=("indictment",),
    stops=("tahap2",),
)
class HandedOver(Event, frozen=True, kw_only=True):
    """Suspect and evidence pass to the prosecutor (P-22, BA-4, BA-5); the other party confirms or contests.

    Source: KUHAP 1981 art 8(3)(b); KUHAP 2025 art 59(8); B-310 (within 14 days of P-21).
    """

    file: File
    with_agencies: WithAgencies
    suspects: Suspects = ()
    evidence_items: EvidenceItems = None
    suspect_minutes: SuspectMinutes = None
    evidence_minutes: EvidenceMinutes = None
    statement: Statement = None


@event_type(
    label_id="Berkas dan SPDP dikembalikan tanpa Tahap II",
    label_en="File returned, no handover",
    legal_code="SOP FORM-7",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("HandedOver", "InvestigationTerminated", "JurisdictionTransferred"),
    narrative_as=LEGAL,
    stops=("tahap2",),
)
class FileReturnedNoHandover(Event, frozen=True, kw_only=True):
    """A file was complete and suspect and evidence never came: file and SPDP go back to police.

    Source: B-310 (SOP FORM-7, 14 days after the P-21); KUHAP 2025 art 59(8).
    """

    file: File
    returned_on: Annotated[dt.date | None, field("Tanggal pengembalian", "Returned on")] = None
    number: OptionalLetterNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None
