"""Closed code lists of referrals that come back. Source: reference/domain.md section 6 no. 3."""

from domain.catalogue.fields import Code


class ReferralReturnReason(Code):
    """Why the agency that took a referral up gives it back."""

    DONE_HERE = "done_here", "Bagian kami selesai", "Our part is done"
    OTHER_SERVICE_NEEDED = "other_service_needed", "Perlu layanan lain", "Another service is needed"
    NO_CAPACITY = "no_capacity", "Tidak ada kapasitas", "No capacity"
    OUT_OF_MANDATE = "out_of_mandate", "Di luar kewenangan", "Outside the mandate"
    PERSON_MOVED = "person_moved", "Korban pindah", "Person moved"
    PERSON_DECLINED = "person_declined", "Korban tidak bersedia", "Person declined"
    PERSON_UNREACHABLE = "person_unreachable", "Korban tidak terjangkau", "Person not reached"
    UNSAFE_HERE = "unsafe_here", "Tidak aman di sini", "Not safe here"
    OTHER = "other", "Lainnya", "Other"
