"""Closed code lists of case work; those of HTCDS stand in `htcds.py`. Source: reference/domain.md 1.3."""

from domain.catalogue.fields import Code


class Channel(Code):
    """How a report came in (steps of service 1, Permen PPPA 8/2021; reference/domain.md 1.3)."""

    WALK_IN = "walk_in", "Datang langsung", "Walk-in"
    PHONE = "phone", "Telepon", "Phone"
    ONLINE = "online", "Daring", "Online"
    OUTREACH = "outreach", "Penjangkauan", "Outreach"
    REFERRAL = "referral", "Rujukan", "Referral"
    POLICE = "police", "Temuan kepolisian", "Police finding"
    MISSION = "mission", "Perwakilan RI", "Mission abroad"
    SCHOOL = "school", "Sekolah", "School"
    VILLAGE = "village", "Desa, RT/RW", "Village or neighbourhood"


class Sex(Code):
    """Sex as indicators count it; HTCDS prs_Gender is kept beside it as victim identity."""

    FEMALE = "female", "Perempuan", "Female"
    MALE = "male", "Laki-laki", "Male"
    UNKNOWN = "unknown", "Tidak diketahui", "Unknown"


class AgeBand(Code):
    """Bands of the CTDC global data set, so that an export never has to cut finer than the log."""

    FROM_0_TO_8 = "0-8", "0-8 tahun", "0-8 years"
    FROM_9_TO_17 = "9-17", "9-17 tahun", "9-17 years"
    FROM_18_TO_20 = "18-20", "18-20 tahun", "18-20 years"
    FROM_21_TO_23 = "21-23", "21-23 tahun", "21-23 years"
    FROM_24_TO_26 = "24-26", "24-26 tahun", "24-26 years"
    FROM_27_TO_29 = "27-29", "27-29 tahun", "27-29 years"
    FROM_30_TO_38 = "30-38", "30-38 tahun", "30-38 years"
    FROM_39_TO_47 = "39-47", "39-47 tahun", "39-47 years"
    FROM_48 = "48+", "48 tahun ke atas", "48 years and over"
    UNKNOWN = "unknown", "Tidak diketahui", "Unknown"


class ReporterRelation(Code):
    """Who the reporter is to the victim (UU 21/2007 art 51: who may ask for services)."""

    SELF = "self", "Korban sendiri", "The victim"
    FAMILY = "family", "Keluarga", "Family"
    FRIEND = "friend", "Teman", "Friend"
    TEACHER = "teacher", "Guru/konselor sekolah", "Teacher or school counsellor"
    VOLUNTEER = "volunteer", "Relawan pendamping", "Volunteer"
    SOCIAL_WORKER = "social_worker", "Pekerja sosial", "Social worker"
    POLICE = "police", "Polisi", "Police"
    VILLAGE_OFFICIAL = "village_official", "Perangkat desa/RT/RW", "Village official"
    OTHER = "other", "Lainnya", "Other"


class Urgency(Code):
    """Outcome of the safety and urgent-need triage."""

    EMERGENCY = "emergency", "Darurat", "Emergency"
    URGENT = "urgent", "Mendesak", "Urgent"
    ROUTINE = "routine", "Biasa", "Routine"


class UrgentNeed(Code):
    """What the person needs at once."""

    SAFETY = "safety", "Keselamatan", "Safety"
    MEDICAL = "medical", "Pertolongan medis", "Medical aid"
    SHELTER = "shelter", "Tempat aman", "Shelter"
    PSYCHOLOGICAL = "psychological", "Pertolongan psikologis", "Psychological aid"
    LEGAL = "legal", "Bantuan hukum", "Legal help"
    FOOD_AND_CLOTHING = "food_and_clothing", "Makanan dan pakaian", "Food and clothing"
    INTERPRETER = "interpreter", "Penerjemah", "Interpreter"


class Service(Code):
    """The six services of Permen PPPA 8/2021."""

    COMPLAINT_IDENTIFICATION = (
        "complaint_identification",
        "Pengaduan/identifikasi",
        "Complaint, identification",
    )
    HEALTH_REHABILITATION = "health_rehabilitation", "Rehabilitasi kesehatan", "Health rehabilitation"
    SOCIAL_REHABILITATION = "social_rehabilitation", "Rehabilitasi sosial", "Social rehabilitation"
    LEGAL_AID = "legal_aid", "Bantuan hukum", "Legal assistance"
    REPATRIATION = "repatriation", "Pemulangan", "Repatriation"
    SOCIAL_REINTEGRATION = "social_reintegration", "Reintegrasi sosial", "Social reintegration"


class ServiceProgress(Code):
    """What a review of a service found."""

    ON_TRACK = "on_track", "Sesuai rencana", "On track"
    PLAN_CHANGED = "plan_changed", "Rencana diubah", "Plan changed"
    PAUSED = "paused", "Dihentikan sementara", "Paused"


class ServiceOutcome(Code):
    """How a service ended."""

    GOALS_REACHED = "goals_reached", "Tujuan tercapai", "Goals reached"
    PARTLY_REACHED = "partly_reached", "Sebagian tercapai", "Partly reached"
    LEFT = "left", "Korban berhenti", "Person left the service"
    REFERRED_ON = "referred_on", "Dirujuk", "Referred on"
    DIED = "died", "Meninggal", "Died"


class RefusalReason(Code):
    """Why a service was not given or not wanted."""

    PERSON_DECLINED = "person_declined", "Korban tidak bersedia", "Person declined"
    GUARDIAN_DECLINED = "guardian_declined", "Wali tidak bersedia", "Guardian declined"
    NO_CAPACITY = "no_capacity", "Tidak ada kapasitas", "No capacity"
    OUT_OF_MANDATE = "out_of_mandate", "Di luar kewenangan", "Outside the mandate"
    NOT_ELIGIBLE = "not_eligible", "Tidak memenuhi syarat", "Not eligible"
    NO_CONSENT = "no_consent", "Persetujuan tidak ada", "Consent missing"
    OTHER = "other", "Lainnya", "Other"


class DeclineReason(Code):
    """Why a referral was declined."""

    NO_CAPACITY = "no_capacity", "Tidak ada kapasitas", "No capacity"
    OUT_OF_MANDATE = "out_of_mandate", "Di luar kewenangan", "Outside the mandate"
    OUT_OF_AREA = "out_of_area", "Di luar wilayah", "Outside the area"
    INFORMATION_MISSING = "information_missing", "Informasi kurang", "Information missing"
    CONFLICT_OF_INTEREST = "conflict_of_interest", "Benturan kepentingan", "Conflict of interest"
    PERSON_DECLINED = "person_declined", "Korban tidak bersedia", "Person declined"
    OTHER = "other", "Lainnya", "Other"


class ReferralOutcome(Code):
    """How a referral that was taken up ended."""

    SERVICE_GIVEN = "service_given", "Layanan diberikan", "Service given"
    SERVICE_PARTLY_GIVEN = "service_partly_given", "Layanan sebagian diberikan", "Service partly given"
    PERSON_UNREACHABLE = "person_unreachable", "Korban tidak terjangkau", "Person not reached"
    PERSON_LEFT = "person_left", "Korban berhenti", "Person left"


class Companion(Code):
    """Who sits beside the victim (UU 21/2007 arts 35, 37; UU 12/2022 art 26)."""

    NONE = "none", "Tanpa pendamping", "None"
    GUARDIAN = "guardian", "Orang tua/wali", "Parent or guardian"
    SOCIAL_WORKER = "social_worker", "Pekerja sosial", "Social worker"
    PSYCHOLOGIST = "psychologist", "Psikolog", "Psychologist"
    LAWYER = "lawyer", "Advokat", "Lawyer"
    PARALEGAL = "paralegal", "Paralegal", "Paralegal"
    LPSK = "lpsk", "Petugas LPSK", "LPSK officer"


class Element(Code):
    """The three elements of trafficking (UU 21/2007 art 1(1))."""

    PROCESS = "process", "Proses", "Process"
    MEANS = "means", "Cara", "Means"
    PURPOSE = "purpose", "Tujuan eksploitasi", "Purpose of exploitation"


class DuplicateReason(Code):
    """On what a steward links or parts two reports."""

    SAME_IDENTITY_NUMBER = "same_identity_number", "Nomor identitas sama", "Same identity number"
    SAME_CONTACT = "same_contact", "Kontak sama", "Same contact"
    CONFIRMED_BY_PERSON = "confirmed_by_person", "Dipastikan oleh korban", "Confirmed by the person"
    CONFIRMED_BY_AGENCIES = "confirmed_by_agencies", "Dipastikan oleh instansi", "Confirmed by the agencies"
    DIFFERENT_PERSONS = "different_persons", "Ternyata orang berbeda", "Different persons"
    LINKED_IN_ERROR = "linked_in_error", "Salah ditautkan", "Linked in error"


class ContestReason(Code):
    """Why an agency contests a joint act as stated by another."""

    NOT_PRESENT = "not_present", "Tidak hadir", "Was not present"
    NOT_RECEIVED = "not_received", "Tidak menerima", "Did not receive it"
    DATE_DIFFERS = "date_differs", "Tanggal berbeda", "The date differs"
    CONTENT_DIFFERS = "content_differs", "Isi berbeda", "The content differs"
    NOT_HELD = "not_held", "Tidak terjadi", "It did not take place"


class ClosureReason(Code):
    """Why a case is closed (HTCDS cas_ReasonForCaseClosure is free text; these are ours)."""

    SERVICES_COMPLETED = "services_completed", "Layanan selesai", "Services completed"
    NOT_TRAFFICKING = "not_trafficking", "Bukan TPPO", "Not trafficking"
    PERSON_WITHDREW = "person_withdrew", "Korban mengundurkan diri", "Person withdrew"
    CONTACT_LOST = "contact_lost", "Kontak terputus", "Contact lost"
    REFERRED_OUT = "referred_out", "Dirujuk ke luar", "Referred out"
    DIED = "died", "Meninggal", "Died"
    OPENED_IN_ERROR = "opened_in_error", "Salah dibuka", "Opened in error"


class ReopeningReason(Code):
    """Why a closed case is taken up again (scenario Sc-10)."""

    NEW_EVIDENCE = "new_evidence", "Bukti baru", "New evidence"
    TERMINATION_VOIDED = (
        "termination_voided",
        "Penghentian dibatalkan",
        "Termination voided by the court",
    )
    TRAFFICKED_AGAIN = "trafficked_again", "Diperdagangkan kembali", "Trafficked again"
    CONTACT_RESTORED = "contact_restored", "Kontak pulih", "Contact restored"
    CLOSED_IN_ERROR = "closed_in_error", "Salah ditutup", "Closed in error"
