"""Who stands by a person, which rights were explained, and statements taken from afar."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.agencies import CASE_WORKERS
from domain.catalogue.codes import Companion
from domain.catalogue.consent_codes import GuardianRelation, NoticeForm, NoticeReceiver
from domain.catalogue.fields import AgencyId, Country, DataClass, Document, Language, Line, Phone, field
from domain.catalogue.members import Person, Statement
from domain.catalogue.registry import Event, event_type
from domain.catalogue.services_codes import (
    CompanionTask,
    StatementMeans,
    StatementUse,
    Understanding,
    VictimRight,
)

VICTIM, LEGAL = DataClass.VICTIM_IDENTITY, DataClass.LEGAL_FILE
Spoken = Annotated[Language | None, field("Bahasa", "Language")]
Interpreted = Annotated[bool, field("Dengan penerjemah", "With an interpreter")]


@event_type(
    label_id="Pendamping ditunjuk",
    label_en="Companion assigned",
    by=(*CASE_WORKERS, "dp3a", "kejari", "pn"),
    audience="rights",
    narrative_as=DataClass.PSYCHOSOCIAL,
    person_field="person",
)
class CompanionAssigned(Event, frozen=True, kw_only=True):
    """Someone stands by the person from here on: a professional or a relative.

    Source: UU 21/2007 arts 35, 37-40; UU 12/2022 art 26 (companions); reference/domain.md 1.3 service 4.
    """

    person: Person
    companion: Annotated[Companion, field("Pendamping", "Companion")]
    tasks: Annotated[tuple[CompanionTask, ...], field("Untuk", "For", min_length=1, max_length=8)] = (
        CompanionTask.ALL,
    )
    agency: Annotated[AgencyId | None, field("Instansi pendamping", "Agency of the companion")] = None
    guardian_relation: Annotated[
        GuardianRelation | None, field("Hubungan keluarga", "Relation of a relative")
    ] = None
    assigned_on: Annotated[dt.date | None, field("Ditunjuk pada", "Assigned on")] = None
    until: Annotated[dt.date | None, field("Sampai", "Until")] = None
    chosen_by_person: Annotated[bool | None, field("Dipilih korban", "Chosen by the person")] = None
    companion_name: Annotated[Line | None, field("Nama pendamping", "Name of the companion", VICTIM)] = None
    contact: Annotated[Phone | None, field("Telepon pendamping", "Companion's phone", VICTIM)] = None
    power_of_attorney: Annotated[Document | None, field("Surat kuasa", "Power of attorney", LEGAL)] = None
    statement: Statement = None


@event_type(
    label_id="Hak korban dijelaskan",
    label_en="Rights explained",
    by=(*CASE_WORKERS, "dp3a", "disnaker", "kejari", "pn"),
    audience="rights",
    narrative_as=DataClass.PSYCHOSOCIAL,
    person_field="person",
)
class RightsExplained(Event, frozen=True, kw_only=True):
    """The person is told of rights in words the person understands, and by whom it was taken in.

    Source: UU 21/2007 arts 34-36, 44-52; KUHAP 2025 art 144; UU 27/2022 art 21.
    """

    person: Person
    rights: Annotated[
        tuple[VictimRight, ...], field("Hak yang dijelaskan", "Rights explained", min_length=1, max_length=13)
    ]
    receiver: Annotated[NoticeReceiver, field("Dijelaskan kepada", "Explained to")] = NoticeReceiver.PERSON
    form: Annotated[NoticeForm, field("Cara", "How")] = NoticeForm.SPOKEN
    language: Spoken = None
    interpreter: Interpreted = False
    companion: Annotated[Companion, field("Pendamping", "Companion")] = Companion.NONE
    understanding: Annotated[Understanding | None, field("Pemahaman", "Understanding")] = None
    explained_on: Annotated[dt.date | None, field("Dijelaskan pada", "Explained on")] = None
    proof: Annotated[Document | None, field("Bukti penjelasan", "Proof", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Keterangan jarak jauh diambil",
    label_en="Remote statement taken",
    by=("polres", "kejari", "pn", "mission", "lpsk", "uptdppa", "bp3mi"),
    audience="testimony",
    narrative_as=LEGAL,
    person_field="person",
    aliases={"RemoteStatementRecorded": {}},
)
class RemoteStatementTaken(Event, frozen=True, kw_only=True):
    """A victim who is or will be elsewhere gives a statement from afar, or before leaving.

    Source: UU 21/2007 art 34 (testimony without presence), arts 37-40; scenarios Sc-2, Sc-5.
    """

    person: Person
    file: Annotated[UUID | None, field("Berkas perkara", "Case file")] = None
    use: Annotated[StatementUse, field("Untuk tahap", "For the stage of")] = StatementUse.INVESTIGATION
    means: Annotated[StatementMeans, field("Cara", "Means")]
    requested_by: Annotated[AgencyId | None, field("Diminta oleh", "Requested by")] = None
    country: Annotated[Country | None, field("Negara tempat korban", "Country of the person")] = None
    taken_on: Annotated[dt.date | None, field("Diambil pada", "Taken on")] = None
    sworn: Annotated[bool | None, field("Di bawah sumpah", "Under oath")] = None
    accused_removed: Annotated[bool | None, field("Tanpa kehadiran terdakwa", "Without the accused")] = None
    companion: Annotated[Companion, field("Pendamping", "Companion")] = Companion.NONE
    language: Spoken = None
    interpreter: Interpreted = False
    recording: Annotated[Document | None, field("Rekaman", "Recording", LEGAL)] = None
    minutes: Annotated[Document | None, field("Berita acara", "Minutes", LEGAL)] = None
    statement: Statement = None
