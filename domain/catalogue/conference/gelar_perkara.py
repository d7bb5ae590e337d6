"""The case conference (gelar perkara): called, held, and what comes of it under KUHAP 2025 art 62."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import POLICE, POLICE_AND_PROSECUTOR, PROSECUTOR
from domain.catalogue.conference.disputes import SECRETARIAT
from domain.catalogue.conference.members import (
    Attendance,
    Conference,
    ElementsAgreed,
    ElementsOpen,
    Excerpt,
    Form,
    OptionalConference,
    OptionalDispute,
    OptionalUntil,
)
from domain.catalogue.conference_codes import Continuation, TerminationGround
from domain.catalogue.fields import AgencyId, Articles, DataClass, Document, Instant, field
from domain.catalogue.members import (
    EvidenceItems,
    EvidenceMinutes,
    File,
    MinutesHash,
    OptionalArticles,
    OptionalLegalPaper,
    Statement,
    SuspectMinutes,
    Suspects,
    WithAgencies,
    hash_matches,
)
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE
CONVENERS = (*POLICE_AND_PROSECUTOR, *SECRETARIAT)

Minutes = Annotated[Document | None, field("Berita acara gelar perkara", "Minutes", LEGAL)]


@event_type(
    label_id="Undangan gelar perkara",
    label_en="Case conference invited",
    legal_code="Undangan gelar perkara",
    by=CONVENERS,
    audience="dispute",
    narrative_as=LEGAL,
)
class CaseConferenceInvited(Event, frozen=True, kw_only=True):
    """Offices and an expert are called to a case conference; an expert named sees this invitation alone
    until it is engaged.

    Source: KUHAP 2025 art 62(2) (within 14 days of the second return); B-310 (SOP FORM-5B); Sc-3.
    """

    conference: Conference
    file: File
    form: Form
    invited: Annotated[
        tuple[AgencyId, ...], field("Instansi diundang", "Agencies invited", min_length=1, max_length=20)
    ]
    scheduled_for: Annotated[Instant, field("Waktu gelar perkara", "Scheduled for")]
    dispute: OptionalDispute = None
    expert: Annotated[AgencyId | None, field("Ahli", "Expert")] = None
    expert_until: OptionalUntil = None
    excerpt: Excerpt = ()
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Gelar perkara dilaksanakan",
    label_en="Case conference held",
    legal_code="SOP FORM-6E",
    by=CONVENERS,
    audience="legal",
    narrative_as=LEGAL,
    joint_with=("with_agencies",),
    stops=("second_round",),
)
class CaseConferenceHeld(Event, frozen=True, kw_only=True):
    """The conference took place with those present, as its chair minutes it; the others confirm or contest.

    The statutory one has all of investigator, investigator's supervisor, prosecutor, prosecutor's supervisor
    and expert. Source: KUHAP 2025 art 62(2); B-310 (SOP FORM-6E).
    """

    conference: Conference
    file: File
    form: Form
    present: Annotated[tuple[Attendance, ...], field("Hadir", "Present", min_length=1, max_length=30)]
    with_agencies: WithAgencies
    held_on: Annotated[dt.date | None, field("Tanggal pelaksanaan", "Held on")] = None
    dispute: OptionalDispute = None
    elements_agreed: ElementsAgreed = ()
    elements_open: ElementsOpen = ()
    articles_agreed: Annotated[Articles | None, field("Pasal disepakati", "Articles agreed")] = None
    minutes: Minutes = None
    minutes_sha256: MinutesHash = None
    statement: Statement = None

    def __post_init__(self) -> None:
        hash_matches(self.minutes_sha256, self.minutes)


@event_type(
    label_id="Gelar perkara: berkas lengkap",
    label_en="Conference decided: complete",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=(
        "ArticleChanged", "CaseConferenceHeld", "ConferenceDecidedTerminate", "ConferenceUndecided",
        "FileReturned", "SuspectDesignated",
    ),
    narrative_as=LEGAL,
)  # fmt: skip
class ConferenceDecidedComplete(Event, frozen=True, kw_only=True):
    """The conference finds the file complete: it is sent again and declared complete.

    Source: KUHAP 2025 art 62(4).
    """

    conference: Conference
    file: File
    dispute: OptionalDispute = None
    articles: OptionalArticles = None
    minutes: Minutes = None
    statement: Statement = None


@event_type(
    label_id="Gelar perkara: penyidikan dihentikan",
    label_en="Conference decided: terminate",
    by=POLICE,
    audience="legal",
    kind="decision",
    stale_on=(
        "ArticleChanged", "CaseConferenceHeld", "ConferenceDecidedComplete", "ConferenceUndecided",
        "FileComplete",
    ),
    narrative_as=LEGAL,
)  # fmt: skip
class ConferenceDecidedTerminate(Event, frozen=True, kw_only=True):
    """The conference finds that the investigation is to be terminated; the SP3 itself is another event.

    Where a court voids such a termination the prosecutor must prosecute (art 27).
    Source: KUHAP 2025 arts 62(3), 24, 27.
    """

    conference: Conference
    file: File
    ground: Annotated[TerminationGround, field("Alasan", "Ground")]
    dispute: OptionalDispute = None
    minutes: Minutes = None
    statement: Statement = None


@event_type(
    label_id="Gelar perkara tanpa kesepakatan",
    label_en="Conference undecided",
    by=CONVENERS,
    audience="legal",
    narrative_as=LEGAL,
)
class ConferenceUndecided(Event, frozen=True, kw_only=True):
    """The conference ended without agreement; what each holds is recorded as positions.

    Source: KUHAP 2025 art 62(5); scenario Sc-4.
    """

    conference: Conference
    file: File
    dispute: OptionalDispute = None
    elements_open: ElementsOpen = ()
    minutes: Minutes = None
    statement: Statement = None


@event_type(
    label_id="Tersangka diserahkan walau beda pendapat",
    label_en="Disputed handover made",
    legal_code="Pasal 62(5)",
    by=POLICE,
    audience="legal",
    kind="decision",
    stale_on=(
        "CaseConferenceHeld", "ConferenceDecidedComplete", "ContinuationDecided", "FileComplete",
    ),
    narrative_as=LEGAL,
    starts=("disputed_handover_decision",),
)  # fmt: skip
class DisputedHandoverMade(Event, frozen=True, kw_only=True):
    """The investigator is sure, the prosecutor is not: file, suspect and evidence are handed over all the
    same.

    Source: KUHAP 2025 art 62(5).
    """

    file: File
    conference: OptionalConference = None
    dispute: OptionalDispute = None
    suspects: Suspects = ()
    evidence_items: EvidenceItems = None
    suspect_minutes: SuspectMinutes = None
    evidence_minutes: EvidenceMinutes = None
    statement: Statement = None


@event_type(
    label_id="Sikap penuntut umum atas penyerahan",
    label_en="Continuation decided",
    legal_code="SOP FORM-8",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("ArticleChanged", "DisputedHandoverMade", "SuspectDesignated"),
    narrative_as=LEGAL,
    starts=("indictment",),
    stops=("disputed_handover_decision",),
)
class ContinuationDecided(Event, frozen=True, kw_only=True):
    """The prosecutor decides within 14 days of a disputed handover whether the prosecution goes on.

    Source: KUHAP 2025 art 62(6); B-310 (SOP FORM-8).
    """

    file: File
    decision: Annotated[Continuation, field("Keputusan", "Decision")]
    dispute: OptionalDispute = None
    articles: OptionalArticles = None
    document: OptionalLegalPaper = None
    statement: Statement = None
