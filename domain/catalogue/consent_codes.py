"""Closed code lists of consent and access. Sources: reference/domain.md sections 1.5 and 3.2."""

from domain.catalogue.fields import Code


class ConsentPurpose(Code):
    """What a person may agree to (Permen PPPA 8/2021; UU 27/2022 arts 20-24; HTCDS con_Consent guidance)."""

    IDENTIFICATION = "identification", "Wawancara identifikasi", "Identification interview"
    HEALTH = "health", "Layanan kesehatan", "Health care"
    PSYCHOSOCIAL = "psychosocial", "Layanan psikososial", "Psychosocial care"
    SHELTER = "shelter", "Rumah perlindungan", "Shelter"
    LEGAL = "legal", "Bantuan dan proses hukum", "Legal assistance and proceedings"
    LOCATE = "locate", "Pencarian dan kontak perwakilan", "Locating, and contact by the mission"
    REPATRIATION = "repatriation", "Pemulangan", "Repatriation"
    REINTEGRATION = "reintegration", "Reintegrasi sosial", "Social reintegration"
    SHARING = "sharing", "Berbagi dengan mitra", "Sharing with partners"
    RESEARCH = "research", "Penelitian tanpa identitas", "Non-identifying research"


class ConsentForm(Code):
    """How consent was given: written or recorded (UU 27/2022 art 22)."""

    WRITTEN = "written", "Tertulis", "Written"
    VOICE_RECORDED = "voice_recorded", "Rekaman suara", "Voice recorded"
    ELECTRONIC = "electronic", "Elektronik", "Electronic"


class ConsentGuidance(Code):
    """What the person was told: the seven questions behind HTCDS con_Consent (UU 27/2022 art 21)."""

    INTERVIEW = "interview", "Setuju diwawancarai", "Agreed to be interviewed"
    PURPOSE = "purpose", "Tujuan dijelaskan", "Told the purpose"
    USES = "uses", "Pemakaian dijelaskan", "Told actual and potential uses"
    RESEARCH = "research", "Penelitian tanpa identitas dijelaskan", "Told of non-identifying research"
    ACCESS = "access", "Hak meminta data dijelaskan", "Told of the right to request data"
    RETENTION = "retention", "Masa simpan dijelaskan", "Told how long data are kept"
    WITHDRAWAL = "withdrawal", "Cara mencabut dijelaskan", "Told how to withdraw"


class NoticeSubject(Code):
    """What a person was notified of (UU 27/2022 arts 6, 30, 45, 46; UU 21/2007 arts 36, 44)."""

    DATA_CORRECTED = "data_corrected", "Data diperbaiki", "Data corrected"
    PROCESSING_STOPPED = "processing_stopped", "Pemrosesan dihentikan", "Processing stopped"
    DATA_ERASED = "data_erased", "Data dihapus", "Data erased"
    DATA_GIVEN = "data_given", "Salinan data diberikan", "Copy of the data given"
    REQUEST_REFUSED = "request_refused", "Permintaan ditolak", "Request refused"
    DATA_BREACH = "data_breach", "Kegagalan pelindungan data", "Data breach"
    CASE_PROGRESS = "case_progress", "Perkembangan perkara", "Progress of the case"
    SUSPECT_RELEASED = "suspect_released", "Tersangka dibebaskan", "Suspect released"
    CASE_CLOSED = "case_closed", "Kasus ditutup", "Case closed"


class NoticeForm(Code):
    """How a person was notified."""

    SPOKEN = "spoken", "Lisan, tatap muka", "In person"
    PHONE = "phone", "Telepon", "By phone"
    WRITTEN = "written", "Surat", "In writing"
    ELECTRONIC = "electronic", "Elektronik", "Electronically"


class NoticeReceiver(Code):
    """Who took the notice for the person."""

    PERSON = "person", "Korban sendiri", "The person"
    GUARDIAN = "guardian", "Orang tua/wali", "Parent or guardian"
    COMPANION = "companion", "Pendamping", "Companion"
    FAMILY = "family", "Keluarga", "Family"
    NOT_REACHED = "not_reached", "Tidak terjangkau", "Not reached"


class GuardianRelation(Code):
    """Who agreed for a child (UU 27/2022 art 25; UU 31/2014 art 29A where no guardian can)."""

    MOTHER = "mother", "Ibu", "Mother"
    FATHER = "father", "Ayah", "Father"
    GRANDPARENT = "grandparent", "Kakek/nenek", "Grandparent"
    SIBLING = "sibling", "Kakak", "Elder sibling"
    UNCLE_OR_AUNT = "uncle_or_aunt", "Paman/bibi", "Uncle or aunt"
    LEGAL_GUARDIAN = "legal_guardian", "Wali yang sah", "Legal guardian"
    COURT_ORDER = "court_order", "Penetapan ketua pengadilan", "Order of the head of the court"
    OTHER = "other", "Lainnya", "Other"


class DataClassName(Code):
    """The data classes (DESIGN section 2) as a consent or a grant names them."""

    CASE = "case", "Kasus", "Case"
    VICTIM_IDENTITY = "victim_identity", "Identitas korban", "Victim identity"
    SUSPECT_IDENTITY = "suspect_identity", "Identitas tersangka", "Suspect identity"
    REPORTER_IDENTITY = "reporter_identity", "Identitas pelapor", "Reporter identity"
    HEALTH = "health", "Kesehatan", "Health"
    PSYCHOSOCIAL = "psychosocial", "Psikososial", "Psychosocial"
    LEGAL_FILE = "legal_file", "Berkas perkara", "Legal file"
    LOCATION = "location", "Lokasi", "Location"
    EVIDENCE = "evidence", "Barang bukti digital", "Evidence"
    NARRATIVE = "narrative", "Uraian", "Narrative"


class History(Code):
    """How much of a case's past a relation opens (DESIGN section 6)."""

    ALL = "all", "Seluruh riwayat", "All"
    FROM_REFERRAL = "from_referral", "Sejak rujukan ditawarkan", "From the referral"
    FROM_NOW = "from_now", "Sejak sekarang", "From now"


class AccessReason(Code):
    """On what ground access to a case is granted or ended."""

    TASK = "task", "Tugas tertentu", "A stated task"
    CONSENT = "consent", "Persetujuan korban", "Consent of the person"
    COURT_ORDER = "court_order", "Perintah pengadilan", "Court order"
    LPSK_REQUEST = "lpsk_request", "Permintaan LPSK", "Request by LPSK"
    EXPERT_OPINION = "expert_opinion", "Pendapat ahli", "Expert opinion"
    TASK_ENDED = "task_ended", "Tugas selesai", "Task ended"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Persetujuan dicabut", "Consent withdrawn"
    CONFLICT_OF_INTEREST = "conflict_of_interest", "Benturan kepentingan", "Conflict of interest"
    GRANTED_IN_ERROR = "granted_in_error", "Salah diberikan", "Granted in error"
