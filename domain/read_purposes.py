"""What for a person's data are read: stated by who reads, or taken from the role in which they read; and why
values are opened that an office alone does not open.

UU 27/2022 art 31 (all processing is on record); Directive (EU) 2016/680 art 25 asks for the justification of
every consultation.
"""

from __future__ import annotations

from domain.catalogue.fields import Code


class ReadPurpose(Code):
    """What the data of a case are read for."""

    CASE_WORK = "case_work", "Penanganan kasus", "Handling of the case"
    PROTECTION = "protection", "Perlindungan", "Protection of a person"
    LAW_ENFORCEMENT = "law_enforcement", "Penegakan hukum", "Law enforcement"
    EMERGENCY = "emergency", "Keadaan darurat", "Emergency"
    COORDINATION = "coordination", "Koordinasi", "Coordination"
    AUDIT = "audit", "Audit", "Audit"
    DATA_PROTECTION = "data_protection", "Perlindungan data", "Data protection"
    SUBJECT_REQUEST = "subject_request", "Permintaan subjek data", "Request of the person concerned"
    OPERATION = "operation", "Pengoperasian", "Operation of the server"


class ReadReason(Code):
    """Why values were opened that a reader's office alone does not open (reference/domain.md 3.2, letter B).

    A closed list: what is written in words may name a person, and stands in the read log for ever.
    """

    COMPLAINT = "complaint", "Pengaduan", "Complaint"
    DISPUTE = "dispute", "Perselisihan antarinstansi", "Dispute between agencies"
    SUSPECTED_BREACH = "suspected_breach", "Dugaan pelanggaran", "Suspected breach"
    AUTHORITY_REQUEST = "authority_request", "Permintaan lembaga pengawas", "Request of the authority"
    COURT_ORDER = "court_order", "Perintah pengadilan", "Court order"
    INCIDENT = "incident", "Penanganan insiden", "Handling of an incident"


OF_ROLE: dict[str, ReadPurpose] = {
    "publisher": ReadPurpose.CASE_WORK,
    "reader": ReadPurpose.CASE_WORK,
    "coordinator": ReadPurpose.COORDINATION,
    "auditor": ReadPurpose.AUDIT,
    "dpo": ReadPurpose.DATA_PROTECTION,
    "operator": ReadPurpose.OPERATION,
}
