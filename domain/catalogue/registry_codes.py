"""Closed code lists of keys, rules and task forces. Source: DESIGN sections 2 and 3."""

from domain.catalogue.fields import Code


class Custody(Code):
    """Who holds the private half of a registered key (DESIGN section 2)."""

    AGENCY = "agency", "Dipegang instansi", "Held by the agency"
    DEVICE = "device", "Dipegang perangkat", "Held by a device of the agency"
    ESCROW = "escrow", "Dititipkan pada peladen", "Held by the host in escrow"
    RECEIPT = "receipt", "Kunci tanda terima peladen", "Receipt key of the host"
    LOG = "log", "Kunci log kejadian peladen", "Key of the host's log of events"
    READS_LOG = "reads-log", "Kunci log pembacaan peladen", "Key of the host's log of reads"


class RevocationReason(Code):
    """Why a key is revoked."""

    REPLACED = "replaced", "Diganti", "Replaced"
    LOST = "lost", "Hilang", "Lost"
    COMPROMISED = "compromised", "Bocor", "Compromised"
    DEVICE_RETIRED = "device_retired", "Perangkat tidak dipakai lagi", "Device retired"


class LogKind(Code):
    """The two logs of a deployment that are sealed (DESIGN section 9)."""

    EVENTS = "log", "Log kejadian", "Log of events"
    READS = "reads", "Log pembacaan", "Log of reads"


class LogBreak(Code):
    """Why a log begins anew: what was signed of it cannot be continued."""

    BACKUP_RESTORED = "backup_restored", "Cadangan dipulihkan", "A backup was restored"
    FAILOVER = "failover", "Peralihan ke peladen cadangan", "Another server took over and had not all of it"
    DAMAGED = "damaged", "Basis data rusak atau diubah", "The database was damaged or changed"


class RulesKind(Code):
    """The tables of rules that enter the log (DESIGN section 3)."""

    ACCESS_MATRIX = "access_matrix", "Matriks akses", "Access matrix"
    LIMITS = "limits", "Batas", "Limits"
    CLOCKS = "clocks", "Tenggat", "Clocks"
    HOLIDAYS = "holidays", "Hari libur", "Holidays"
    SOP_STEPS = "sop_steps", "Langkah SOP", "SOP steps"
    CLOCKWORK = "clockwork", "Ambang pencatat otomatis", "Thresholds of the clockwork"


class Zone(Code):
    """The three time zones of Indonesia."""

    WIB = "Asia/Jakarta", "WIB", "Western Indonesia Time"
    WITA = "Asia/Makassar", "WITA", "Central Indonesia Time"
    WIT = "Asia/Jayapura", "WIT", "Eastern Indonesia Time"


class TaskForceRole(Code):
    """What a member is on a task force (Perpres 69/2008 jo. 49/2023; UU 21/2007 art 58)."""

    CHAIR = "chair", "Ketua", "Chair"
    DAILY_CHAIR = "daily_chair", "Ketua harian", "Daily chair"
    SECRETARY = "secretary", "Sekretaris", "Secretary"
    COORDINATOR = "coordinator", "Koordinator sub gugus tugas", "Coordinator of a sub task force"
    MEMBER = "member", "Anggota", "Member"


class SubTaskForce(Code):
    """The sub task forces of Perpres 69/2008 (reference/domain.md section 8 no. 8)."""

    PREVENTION = "prevention", "Pencegahan", "Prevention"
    HEALTH_REHABILITATION = "health_rehabilitation", "Rehabilitasi kesehatan", "Health rehabilitation"
    SOCIAL_REHABILITATION = (
        "social_rehabilitation",
        "Rehabilitasi sosial, pemulangan, dan reintegrasi",
        "Social rehabilitation, return and reintegration",
    )
    LAW_DEVELOPMENT = "law_development", "Pengembangan norma hukum", "Development of law"
    LAW_ENFORCEMENT = "law_enforcement", "Penegakan hukum", "Law enforcement"
    COORDINATION = "coordination", "Koordinasi dan kerja sama", "Coordination and cooperation"


class LengthUnit(Code):
    """The unit in which a regency sets a time."""

    HOURS = "hours", "Jam", "Hours"
    DAYS = "days", "Hari", "Days"
    MONTHS = "months", "Bulan", "Months"


class HolidayKind(Code):
    """Why offices do not work on a day."""

    NATIONAL = "national", "Libur nasional", "National holiday"
    JOINT_LEAVE = "joint_leave", "Cuti bersama", "Joint leave"
    REGIONAL = "regional", "Libur daerah", "Regional holiday"
