"""Closed code lists of break-glass, erasure and legal holds. Sources: UU 27/2022; reference/domain.md 1.5."""

from domain.catalogue.fields import Code


class BreakGlassReason(Code):
    """Why an agency opens what its cell keeps closed (reference/domain.md 3.2, letter B)."""

    DANGER_TO_LIFE = "danger_to_life", "Bahaya jiwa", "Danger to life"
    PERSON_MISSING = "person_missing", "Korban hilang", "The person is missing"
    PROTECT_OR_SERVE = (
        "protect_or_serve",
        "Melindungi atau memanggil korban",
        "To protect or to summon the person",
    )
    MEDICAL_EMERGENCY = "medical_emergency", "Keadaan darurat medis", "Medical emergency"
    COURT_ORDER = "court_order", "Perintah pengadilan", "Court order"
    OVERSIGHT = "oversight", "Pengawasan", "Oversight"


class BreakGlassFinding(Code):
    """What the data protection officer finds of it."""

    JUSTIFIED = "justified", "Beralasan", "Justified"
    JUSTIFIED_TOO_WIDE = "justified_too_wide", "Beralasan, terlalu luas", "Justified, but too wide"
    NOT_JUSTIFIED = "not_justified", "Tidak beralasan", "Not justified"


class BreakGlassMeasure(Code):
    """What follows from the review (UU 27/2022 arts 46, 57)."""

    NONE = "none", "Tidak ada", "None"
    PERSON_TOLD = "person_told", "Korban diberi tahu", "The person is told"
    AUTHORITY_TOLD = "authority_told", "Lembaga pengawas diberi tahu", "The authority is told"
    ACCESS_ENDED = "access_ended", "Akses diakhiri", "Access ended"
    DISCIPLINE = "discipline", "Tindakan disiplin", "Disciplinary measure"


class ErasureGround(Code):
    """Why data are to be erased (UU 27/2022 arts 8, 43, 44)."""

    CONSENT_WITHDRAWN = "consent_withdrawn", "Persetujuan dicabut", "Consent withdrawn"
    REQUESTED = "requested", "Permintaan subjek data", "Asked for by the person"
    PURPOSE_ENDED = "purpose_ended", "Tujuan tercapai", "The purpose has ended"
    RETENTION_OVER = "retention_over", "Masa simpan berakhir", "The retention period is over"
    UNLAWFUL = "unlawful", "Diproses secara melawan hukum", "Processed unlawfully"


class KeptFor(Code):
    """Why a class of data is not erased (UU 27/2022 arts 15, 44(1)(c), 50)."""

    LAW_ENFORCEMENT = "law_enforcement", "Proses penegakan hukum", "Law enforcement"
    OPEN_FILE = "open_file", "Berkas perkara belum selesai", "An open case file"
    LEGAL_HOLD = "legal_hold", "Penahanan data", "Legal hold"
    RESTITUTION = "restitution", "Restitusi", "Restitution"
    RETENTION = "retention", "Masa simpan", "Retention period"
    OTHER_CONSENT = "other_consent", "Persetujuan lain masih berlaku", "Another consent stands"
    VITAL_INTEREST = "vital_interest", "Kepentingan vital", "Vital interest"


class ErasureAsker(Code):
    """Who asks for an erasure."""

    PERSON = "person", "Subjek data", "The person"
    GUARDIAN = "guardian", "Orang tua/wali", "Parent or guardian"
    REPRESENTATIVE = "representative", "Kuasa", "Representative"
    OFFICER = "officer", "Pejabat pelindungan data", "Data protection officer"


class AccessAsker(Code):
    """Who asks for a copy of a person's own data (UU 27/2022 arts 7, 25)."""

    PERSON = "person", "Subjek data", "The person"
    GUARDIAN = "guardian", "Orang tua/wali", "Parent or guardian"
    REPRESENTATIVE = "representative", "Kuasa", "Representative"


class AccessRefusal(Code):
    """Why no copy of a person's own data is given (UU 27/2022 arts 25, 33; UU 31/2014 art 29A)."""

    ENDANGERS_PERSON = "endangers_person", "Membahayakan subjek data", "It would endanger the person"
    ENDANGERS_OTHERS = "endangers_others", "Membahayakan orang lain", "It would endanger others"
    GUARDIAN_CONFLICT = "guardian_conflict", "Benturan kepentingan wali", "Guardian in conflict"
    GUARDIAN_UNCHECKED = "guardian_unchecked", "Wali belum diperiksa", "Guardian not checked yet"
    NOT_ENTITLED = "not_entitled", "Pemohon tidak berhak", "Who asks has no right to it"
    IDENTITY_UNPROVEN = (
        "identity_unproven",
        "Identitas pemohon tidak terbukti",
        "Identity of who asks unproven",
    )


class WithheldFor(Code):
    """Why a class of data is not in a copy of a person's own data (UU 27/2022 arts 33, 43-45, 50)."""

    LAW_ENFORCEMENT = "law_enforcement", "Proses penegakan hukum", "Law enforcement"
    ENDANGERS = (
        "endangers",
        "Membahayakan subjek data atau orang lain",
        "It would endanger the person or others",
    )
    DATA_OF_OTHERS = "data_of_others", "Memuat data orang lain", "It holds data of others"
    ERASED = "erased", "Telah dihapus", "Erased"


class HoldGround(Code):
    """Why data must be kept whatever consent says (UU 27/2022 arts 15, 50; KUHAP)."""

    CRIMINAL_PROCEEDINGS = "criminal_proceedings", "Proses pidana", "Criminal proceedings"
    PRETRIAL = "pretrial", "Praperadilan", "Pretrial proceedings"
    RESTITUTION = "restitution", "Restitusi belum lunas", "Restitution outstanding"
    COURT_ORDER = "court_order", "Perintah pengadilan", "Court order"
    AUDIT = "audit", "Audit atau sengketa", "Audit or dispute"


class HoldEnd(Code):
    """Why a hold is lifted."""

    PROCEEDINGS_ENDED = "proceedings_ended", "Perkara selesai", "The proceedings have ended"
    JUDGMENT_EXECUTED = "judgment_executed", "Putusan dilaksanakan", "The judgment is executed"
    COURT_ORDER = "court_order", "Perintah pengadilan", "Court order"
    PLACED_IN_ERROR = "placed_in_error", "Salah ditetapkan", "Placed in error"
