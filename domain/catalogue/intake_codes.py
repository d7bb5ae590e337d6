"""Closed code lists of the checks at intake. Sources: reference/domain.md 3.1; scenario Sc-2."""

from domain.catalogue.fields import Code


class RegistryName(Code):
    """Which register was asked (UU 18/2017 arts 40-42; reference/domain.md 3.1)."""

    MIGRANT_WORKERS = "migrant_workers", "Data pekerja migran (SISKOP2MI)", "Migrant worker database"
    PLACEMENT_COMPANIES = (
        "placement_companies",
        "Perusahaan penempatan berizin (P3MI)",
        "Licensed placement companies",
    )
    JOB_ORDERS = "job_orders", "Perjanjian dan lowongan kerja", "Job orders and contracts"
    VILLAGE_DEPARTURES = "village_departures", "Buku keberangkatan desa", "Village departure register"
    PASSPORTS = "passports", "Data paspor", "Passport register"
    BORDER_CROSSINGS = "border_crossings", "Data perlintasan", "Border crossings"
    CIVIL_REGISTRY = "civil_registry", "Data kependudukan", "Civil registry"
    CHILD_PROTECTION = "child_protection", "SIMFONI-PPA", "Child protection register (SIMFONI-PPA)"


class RegistryResult(Code):
    """What a register answered; one that could not be asked says nothing of the person."""

    FOUND = "found", "Tercatat", "On the register"
    NOT_FOUND = "not_found", "Tidak tercatat", "Not on the register"
    FOUND_UNDER_OTHER_DATA = (
        "found_under_other_data",
        "Tercatat dengan data lain",
        "On the register under other data",
    )
    NOT_AVAILABLE = "not_available", "Data tidak dapat diperiksa", "Register not available"


class Departure(Code):
    """Whether a person left through the procedure of UU 18/2017 (indicator I1)."""

    PROCEDURAL = "procedural", "Prosedural", "Procedural"
    NON_PROCEDURAL = "non_procedural", "Nonprosedural", "Non-procedural"
    UNKNOWN = "unknown", "Belum diketahui", "Not known yet"


class LocationMeans(Code):
    """How it was established where a person is."""

    VISITED = "visited", "Dikunjungi petugas", "Visited by an officer"
    CALLED = "called", "Dihubungi langsung", "Spoken with by phone"
    LOCAL_AUTHORITY = "local_authority", "Keterangan otoritas setempat", "Local authority"
    EMPLOYER = "employer", "Keterangan majikan", "Employer"
    DEVICE = "device", "Lokasi perangkat", "Position of a device"
    FAMILY = "family", "Keterangan keluarga", "Family"


class Freedom(Code):
    """Whether the person can come and go where the person is (UU 21/2007 art 1(7), restriction)."""

    FREE = "free", "Bebas", "Free to leave"
    RESTRICTED = "restricted", "Dibatasi", "Restricted"
    CONFINED = "confined", "Disekap", "Confined"
    UNKNOWN = "unknown", "Belum diketahui", "Not known yet"


class ShareScope(Code):
    """What of a case another task force may read (scenario Sc-5: the legal stage only)."""

    LEGAL_STAGE = "legal_stage", "Tahap hukum saja", "Legal stage alone"
    ALL_STAGES = "all_stages", "Semua tahap", "Stages of law and of services"


class ShareReason(Code):
    """Why a case is shared with another task force."""

    REPATRIATION = "repatriation", "Pemulangan", "Repatriation"
    JOINT_INVESTIGATION = "joint_investigation", "Penyidikan bersama", "Joint investigation"
    VICTIMS_ELSEWHERE = "victims_elsewhere", "Korban di wilayah lain", "Victims in another area"
    SUPERVISION = "supervision", "Pembinaan dan pengawasan", "Supervision"
