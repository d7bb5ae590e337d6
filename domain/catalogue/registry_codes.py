"""Closed code lists of keys, rules and task forces. Source: DESIGN sections 2 and 3."""

from domain.catalogue.fields import Code


class Custody(Code):
    """Who holds the private half of a registered key (DESIGN section 2)."""

    AGENCY = "agency", "Dipegang instansi", "Held by the agency"
    DEVICE = "device", "Dipegang perangkat", "Held by a device of the agency"
    ESCROW = "escrow", "Dititipkan pada peladen", "Held by the host in escrow"
    RECEIPT = "receipt", "Kunci tanda terima peladen", "Receipt key of the host"


class RevocationReason(Code):
    """Why a key is revoked."""

    REPLACED = "replaced", "Diganti", "Replaced"
    LOST = "lost", "Hilang", "Lost"
    COMPROMISED = "compromised", "Bocor", "Compromised"
    DEVICE_RETIRED = "device_retired", "Perangkat tidak dipakai lagi", "Device retired"


class RulesKind(Code):
    """The tables of rules that enter the log (DESIGN section 3)."""

    ACCESS_MATRIX = "access_matrix", "Matriks akses", "Access matrix"
    LIMITS = "limits", "Batas", "Limits"
    CLOCKS = "clocks", "Tenggat", "Clocks"
    HOLIDAYS = "holidays", "Hari libur", "Holidays"
    SOP = "sop", "Langkah SOP", "SOP steps"


class Zone(Code):
    """The three time zones of Indonesia."""

    WIB = "Asia/Jakarta", "WIB", "Western Indonesia Time"
    WITA = "Asia/Makassar", "WITA", "Central Indonesia Time"
    WIT = "Asia/Jayapura", "WIT", "Eastern Indonesia Time"
