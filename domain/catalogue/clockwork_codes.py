"""Closed code lists of what the rules produce. Sources: DESIGN section 5; reference/domain.md 2.3 and 7."""

from domain.catalogue.fields import Code


class ClockRefKind(Code):
    """What a clock is about."""

    CASE = "case", "Kasus", "Case"
    REPORT = "report", "Laporan", "Report"
    FILE = "file", "Berkas perkara", "Case file"
    PERSON = "person", "Korban", "Person"
    SUSPECT = "suspect", "Tersangka", "Suspect"
    REFERRAL = "referral", "Rujukan", "Referral"
    SERVICE = "service", "Layanan", "Service"
    CONSENT = "consent", "Persetujuan", "Consent"
    DETENTION = "detention", "Penahanan", "Detention"
    RESTITUTION = "restitution", "Restitusi", "Restitution"
    DISPUTE = "dispute", "Perbedaan pendapat", "Dispute"
    EVENT = "event", "Catatan", "Event"


class RecomputeReason(Code):
    """Why a clock was computed anew."""

    LATE_EVENT = "late_event", "Catatan datang terlambat", "An event arrived late"
    FACT_CORRECTED = "fact_corrected", "Data dikoreksi", "A fact was corrected"
    ENTRY_WITHDRAWN = "entry_withdrawn", "Catatan ditarik", "An entry was withdrawn"
    ARTICLES_CHANGED = "articles_changed", "Pasal berubah", "The articles changed"
    REGIME_CHANGED = "regime_changed", "Rezim hukum acara berubah", "Another code of procedure applies"
    CLOCK_PAUSED = "clock_paused", "Tenggat dihentikan sementara", "The clock was paused"
    CLOCK_RESUMED = "clock_resumed", "Tenggat berjalan lagi", "The clock runs again"
    RULES_CHANGED = "rules_changed", "Aturan atau hari libur berubah", "Rules or holidays changed"
    STARTED_ANEW = "started_anew", "Kejadian awal dicatat ulang", "The starting event was stated anew"


class MatchKey(Code):
    """On which classed value two persons look to be one; the value itself is never recorded."""

    PHONE = "phone", "Nomor telepon", "Phone number"
    BIRTH_YEAR = "birth_year", "Tahun lahir", "Year of birth"
    NIK = "nik", "NIK", "Identity number"
    PASSPORT = "passport", "Nomor paspor", "Passport number"
