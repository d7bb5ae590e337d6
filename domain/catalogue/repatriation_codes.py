"""Closed code lists of the way home and of life after it. Source: reference/domain.md 1.3."""

from domain.catalogue.fields import Code


class RepatriationReason(Code):
    """Why regencies work together on a person."""

    RETURN_HOME = "return_home", "Pemulangan ke daerah asal", "Return to the area of origin"
    FAMILY_TRACING = "family_tracing", "Penelusuran keluarga", "Tracing the family"
    PLACEMENT_ELSEWHERE = "placement_elsewhere", "Penempatan di daerah lain", "Placement elsewhere"
    TRANSFER_OF_CARE = "transfer_of_care", "Pengalihan layanan", "Transfer of care"


class CostOwner(Code):
    """Who bears the cost of handling (PP 9/2008 art 19: the regent of the area of origin)."""

    REGENCY_OF_ORIGIN = "regency_of_origin", "Kabupaten/kota asal", "Regency of origin"
    REGENCY_WHERE_FOUND = "regency_where_found", "Kabupaten/kota tempat ditemukan", "Regency where found"
    PROVINCE = "province", "Provinsi", "Province"
    STATE = "state", "Negara (APBN)", "State budget"
    PARTNER = "partner", "Mitra", "Partner organisation"


class TravelDocument(Code):
    """A paper that a person travels on."""

    SPLP = "splp", "Surat perjalanan laksana paspor (SPLP)", "Travel document in place of a passport"
    PASSPORT = "passport", "Paspor", "Passport"
    EXIT_PERMIT = "exit_permit", "Izin keluar negara setempat", "Exit permit of the host country"
    ESCORT_LETTER = "escort_letter", "Surat jalan", "Letter of passage"


class RouteLeg(Code):
    """Which part of the chain home a leg is (reference/domain.md 1.3 service 5)."""

    SAFE_HOUSE_TO_MISSION = "safe_house_to_mission", "Dalam negara setempat", "Within the host country"
    ABROAD_TO_DEBARKATION = "abroad_to_debarkation", "Luar negeri ke debarkasi", "Abroad to debarkation"
    DEBARKATION_TO_PROVINCE = "debarkation_to_province", "Debarkasi ke provinsi", "Debarkation to province"
    PROVINCE_TO_PROVINCE = "province_to_province", "Antarprovinsi", "Province to province"
    PROVINCE_TO_REGENCY = "province_to_regency", "Provinsi ke kabupaten/kota", "Province to regency"
    REGENCY_TO_FAMILY = "regency_to_family", "Kabupaten/kota ke keluarga", "Regency to family"


class Transport(Code):
    """How a leg is travelled."""

    ROAD = "road", "Darat", "Road"
    RAIL = "rail", "Kereta api", "Rail"
    SEA = "sea", "Laut", "Sea"
    AIR = "air", "Udara", "Air"


class Escort(Code):
    """Who travels with the person; a child never travels alone."""

    NONE = "none", "Tanpa pengawal", "None"
    SOCIAL_WORKER = "social_worker", "Pekerja sosial", "Social worker"
    OFFICER = "officer", "Petugas instansi", "Officer of the agency"
    POLICE = "police", "Polisi", "Police"
    COMPANION = "companion", "Pendamping korban", "Companion of the person"
    FAMILY = "family", "Keluarga", "Family"
    MEDICAL = "medical", "Tenaga kesehatan", "Health worker"


class ArrivalCondition(Code):
    """How the person arrived, for those who take over."""

    WELL = "well", "Baik", "Well"
    NEEDS_MEDICAL_CARE = "needs_medical_care", "Perlu perawatan", "Needs medical care"
    NEEDS_PSYCHOLOGICAL_CARE = (
        "needs_psychological_care",
        "Perlu bantuan psikologis",
        "Needs psychological care",
    )
    DID_NOT_ARRIVE = "did_not_arrive", "Tidak tiba", "Did not arrive"


class FamilySafety(Code):
    """Whether the person can live with the family (UU 21/2007 art 51 elucidation: return is not riskier)."""

    SAFE = "safe", "Aman", "Safe"
    SAFE_WITH_SUPPORT = "safe_with_support", "Aman dengan pendampingan", "Safe with support"
    UNSAFE = "unsafe", "Tidak aman", "Not safe"
    NOT_FOUND = "not_found", "Keluarga tidak ditemukan", "Family not found"


class FamilyRisk(Code):
    """What makes a family unsafe (substitute placement when it rejects, abuses or sold the person)."""

    SOLD_THE_PERSON = "sold_the_person", "Menjual korban", "Sold the person"
    ABUSE = "abuse", "Kekerasan", "Abuse"
    REJECTION = "rejection", "Penolakan", "Rejection"
    STIGMA = "stigma", "Stigma lingkungan", "Stigma"
    RECRUITER_NEAR = "recruiter_near", "Perekrut dekat", "Recruiter is near"
    DEBT = "debt", "Utang", "Debt"
    POVERTY = "poverty", "Kemiskinan", "Poverty"
    THREATS = "threats", "Ancaman", "Threats"


class Placement(Code):
    """Where the person lives after the return."""

    FAMILY = "family", "Keluarga", "Family"
    EXTENDED_FAMILY = "extended_family", "Keluarga besar", "Extended family"
    SUBSTITUTE_FAMILY = "substitute_family", "Keluarga pengganti", "Substitute family"
    INSTITUTION = "institution", "Lembaga", "Institution"
    INDEPENDENT = "independent", "Mandiri", "Independent"
    STAYS_WHERE_FOUND = "stays_where_found", "Tetap di tempat ditemukan", "Stays where found"


class ReintegrationProgress(Code):
    """How a person fares when visited."""

    STABLE = "stable", "Stabil", "Stable"
    IMPROVING = "improving", "Membaik", "Improving"
    STRUGGLING = "struggling", "Kesulitan", "Struggling"
    NOT_FOUND = "not_found", "Tidak dijumpai", "Not found"
    LEFT_AGAIN = "left_again", "Berangkat lagi", "Has left again"


class RiskLevel(Code):
    """How likely the person is to be trafficked again (indicator I12)."""

    LOW = "low", "Rendah", "Low"
    MEDIUM = "medium", "Sedang", "Medium"
    HIGH = "high", "Tinggi", "High"
    HAPPENED = "happened", "Terjadi kembali", "Happened again"
