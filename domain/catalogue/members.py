"""Members that many event types share: pseudonyms, what is known of a person, dates of papers, narratives."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.codes import AgeBand, Sex
from domain.catalogue.fields import (
    Address,
    AgencyId,
    Articles,
    Count,
    Country,
    DataClass,
    Document,
    Language,
    Line,
    Nik,
    PaperNumber,
    Passport,
    Phone,
    Regency,
    Sha256,
    Text,
    field,
)

# A random UUID of this case alone: never derived from a number or a name, never used in another case.
Person = Annotated[UUID, field("Orang (nama samaran kasus)", "Person (case pseudonym)")]
OptionalPerson = Annotated[UUID | None, field("Orang (nama samaran kasus)", "Person (case pseudonym)")]
Suspect = Annotated[UUID, field("Tersangka (nama samaran kasus)", "Suspect (case pseudonym)")]
File = Annotated[UUID, field("Berkas perkara", "Case file")]
OptionalFile = Annotated[UUID | None, field("Berkas perkara", "Case file")]
OptionalConsent = Annotated[UUID | None, field("Nomor persetujuan", "Consent")]
Referral = Annotated[UUID, field("Rujukan", "Referral")]
# Of the copy that the publisher holds: tells two copies apart, names nobody (DESIGN section 2).
MinutesHash = Annotated[Sha256 | None, field("SHA-256 berita acara", "SHA-256 of the minutes")]
Victims = Annotated[tuple[UUID, ...], field("Korban dalam berkas", "Victims in the file", max_length=200)]
Suspects = Annotated[
    tuple[UUID, ...], field("Tersangka dalam berkas", "Suspects in the file", max_length=100)
]
FileArticles = Annotated[Articles, field("Pasal", "Articles")]
OptionalArticles = Annotated[Articles | None, field("Pasal", "Articles")]
WithAgencies = Annotated[
    tuple[AgencyId, ...],
    field("Instansi lain yang hadir", "Other agencies present", min_length=1, max_length=20),
]
ChildOrNot = Annotated[bool | None, field("Anak (< 18 tahun)", "Child (under 18)")]
SexOrNot = Annotated[Sex | None, field("Jenis kelamin", "Sex")]
AgeBandOrNot = Annotated[AgeBand | None, field("Kelompok usia", "Age band")]
# Facts of a person: a FactCorrected tells them in the form in which the entry that it corrects holds them.
RegencyOfOrigin = Annotated[Regency | None, field("Kabupaten/kota asal", "Regency of origin")]
CountryOfStay = Annotated[Country | None, field("Negara keberadaan", "Country where the person is")]
DestinationCountry = Annotated[Country | None, field("Negara tujuan", "Destination country")]
Citizenship = Annotated[Country | None, field("Kewarganegaraan", "Citizenship")]
PrimaryLanguage = Annotated[Language | None, field("Bahasa utama", "Primary language")]
PersonName = Annotated[Line | None, field("Nama", "Name", DataClass.VICTIM_IDENTITY)]
IdentityNumber = Annotated[Nik | None, field("NIK", "Identity number", DataClass.VICTIM_IDENTITY)]
PassportNumber = Annotated[
    Passport | None, field("Nomor paspor", "Passport number", DataClass.VICTIM_IDENTITY)
]
BirthDate = Annotated[dt.date | None, field("Tanggal lahir", "Date of birth", DataClass.VICTIM_IDENTITY)]
PersonPhone = Annotated[Phone | None, field("Telepon", "Phone", DataClass.VICTIM_IDENTITY)]
ParentsNames = Annotated[
    tuple[Line, ...], field("Nama orang tua", "Names of the parents", DataClass.VICTIM_IDENTITY, max_length=4)
]
HomeAddress = Annotated[Address | None, field("Alamat rumah", "Home address", DataClass.VICTIM_IDENTITY)]
VictimName = Annotated[Line | None, field("Nama korban", "Name of the victim", DataClass.VICTIM_IDENTITY)]
SafeContact = Annotated[
    Line | None, field("Cara dan jam kontak aman", "Safe contact and hours", DataClass.LOCATION)
]
RecruiterHandle = Annotated[
    Line | None, field("Akun perekrut", "Handle of the recruiter", DataClass.EVIDENCE)
]
ScreenCapture = Annotated[Document | None, field("Tangkapan layar", "Screen capture", DataClass.EVIDENCE)]
# Suspect and evidence handed over (Tahap II): P-22, BA-4, BA-5.
EvidenceItems = Annotated[Count | None, field("Jumlah barang bukti", "Items of evidence")]
SuspectMinutes = Annotated[Document | None, field("BA-4 (tersangka)", "BA-4 (suspect)", DataClass.LEGAL_FILE)]
EvidenceMinutes = Annotated[
    Document | None, field("BA-5 (barang bukti)", "BA-5 (evidence)", DataClass.LEGAL_FILE)
]
DocumentDate = Annotated[dt.date, field("Tanggal surat", "Date of the paper")]
LogPosition = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Cites = Annotated[
    tuple[LogPosition, ...], field("Catatan yang dirujuk", "Log positions cited", max_length=100)
]
Statement = Annotated[Text | None, field("Uraian", "Narrative", DataClass.NARRATIVE)]
LegalPaper = Annotated[Document, field("Dokumen", "Document", DataClass.LEGAL_FILE)]
OptionalLegalPaper = Annotated[Document | None, field("Dokumen", "Document", DataClass.LEGAL_FILE)]
OptionalLetterNumber = Annotated[
    PaperNumber | None, field("Nomor surat", "Number of the letter", DataClass.LEGAL_FILE)
]


def hash_matches(sha256: str | None, minutes: Document | None) -> None:
    """Raises ValueError where the hash stated in the clear is not that of the minutes disclosed beside it."""
    if sha256 is not None and minutes is not None and minutes.sha256 != sha256:
        raise ValueError("minutes_sha256 differs from that of the minutes")
