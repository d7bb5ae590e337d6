"""Members that many event types share: pseudonyms, dates of papers, narratives."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.codes import AgeBand, Sex
from domain.catalogue.fields import AgencyId, Articles, DataClass, Document, Text, field

# A random UUID of this case alone: never derived from a number or a name, never used in another case.
Person = Annotated[UUID, field("Orang (nama samaran kasus)", "Person (case pseudonym)")]
OptionalPerson = Annotated[UUID | None, field("Orang (nama samaran kasus)", "Person (case pseudonym)")]
Suspect = Annotated[UUID, field("Tersangka (nama samaran kasus)", "Suspect (case pseudonym)")]
File = Annotated[UUID, field("Berkas perkara", "Case file")]
OptionalFile = Annotated[UUID | None, field("Berkas perkara", "Case file")]
Referral = Annotated[UUID, field("Rujukan", "Referral")]
Victims = Annotated[tuple[UUID, ...], field("Korban dalam berkas", "Victims in the file", max_length=200)]
Suspects = Annotated[
    tuple[UUID, ...], field("Tersangka dalam berkas", "Suspects in the file", max_length=100)
]
FileArticles = Annotated[Articles, field("Pasal", "Articles")]
WithAgencies = Annotated[
    tuple[AgencyId, ...],
    field("Instansi lain yang hadir", "Other agencies present", min_length=1, max_length=20),
]
ChildOrNot = Annotated[bool | None, field("Anak (< 18 tahun)", "Child (under 18)")]
SexOrNot = Annotated[Sex | None, field("Jenis kelamin", "Sex")]
AgeBandOrNot = Annotated[AgeBand | None, field("Kelompok usia", "Age band")]
DocumentDate = Annotated[dt.date, field("Tanggal surat", "Date of the paper")]
LogPosition = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Cites = Annotated[
    tuple[LogPosition, ...], field("Catatan yang dirujuk", "Log positions cited", max_length=100)
]
Statement = Annotated[Text | None, field("Uraian", "Narrative", DataClass.NARRATIVE)]
LegalPaper = Annotated[Document, field("Dokumen", "Document", DataClass.LEGAL_FILE)]
OptionalLegalPaper = Annotated[Document | None, field("Dokumen", "Document", DataClass.LEGAL_FILE)]
