"""Code lists of the Human Trafficking Case Data Standard, persons, organisations and cases.

Source: UNMigration/HTCDS v2.0 (24 Dec 2021), (c) International Organization for Migration, CC BY 4.0.
English labels are the standard's, the Indonesian ones are ours; spelling is kept.
"""

from domain.catalogue.fields import Code


class OrganisationType(Code):
    """HTCDS org_Type: what an organisation is."""

    NGO = "NGO", "LSM", "NGO"
    LAW_ENFORCEMENT = "LawEnforcement", "Penegak hukum", "Law Enforcement"
    HEALTH_SERVICE_ORGANISATION = (
        "HealthServiceOrganisation",
        "Organisasi layanan kesehatan",
        "Health Service Organisation",
    )
    CENTRAL_GOVERNMENT_ORGANISATION = (
        "CentralGovernmentOrganisation",
        "Organisasi pemerintah pusat",
        "Central Government Organisation",
    )
    LOCAL_GOVERNMENT_ORGANISATION = (
        "LocalGovernmentOrganisation",
        "Organisasi pemerintah daerah",
        "Local Government Organisation",
    )
    IMMIGRATION_SERVICE = "ImmigrationService", "Layanan imigrasi", "Immigration Service"
    LEGAL_SERVICE = "LegalService", "Layanan hukum", "Legal Service"
    CORPORATE_BUSINESS = "CorporateBusiness", "Perusahaan", "Corporate Business"
    SCHOOL_OR_COLLEGE = "SchoolOrCollege", "Sekolah atau perguruan tinggi", "School or College"


class Gender(Code):
    """HTCDS prs_Gender."""

    FEMININE = "Feminine", "Perempuan", "Feminine"
    MASCULINE = "Masculine", "Laki-laki", "Masculine"
    TRANSGENDER_FEMININE = "TransgenderFeminine", "Transpuan", "Transgender Feminine"
    TRANSGENDER_MASCULINE = "TransgenderMasculine", "Transpria", "Transgender Masculine"
    NON_CONFORMING = "NonConforming", "Non-biner", "Non-Conforming"
    NON_SPECIFIED_UNKNOWN = "NonSpecifiedUnknown", "Tidak disebut/tidak diketahui", "Not Specified/Unknown"


class MaritalStatus(Code):
    """HTCDS prs_MaritalStatus."""

    SINGLE = "Single", "Lajang", "Single"
    MARRIED = "Married", "Kawin", "Married"
    WIDOWED = "Widowed", "Duda/janda (cerai mati)", "Widowed"
    DIVORCED = "Divorced", "Cerai hidup", "Divorced"
    SEPARATED = "Separated", "Berpisah", "Separated"
    REGISTERED_PARTNERSHIP = "RegisteredPartnership", "Kemitraan terdaftar", "Registered Partnership"


class Education(Code):
    """HTCDS prs_HighestLevelOfEducation, ISCED 2011."""

    EARLY_CHILDHOOD_EDUCATION = (
        "EarlyChildhoodEducation",
        "Pendidikan anak usia dini",
        "Early Childhood Education",
    )
    PRIMARY_EDUCATION = "PrimaryEducation", "Pendidikan dasar (SD)", "Primary Education"
    LOWER_SECONDARY_EDUCATION = (
        "LowerSecondaryEducation",
        "Pendidikan menengah pertama (SMP)",
        "Lower Secondary Education",
    )
    UPPER_SECONDARY_EDUCATION = (
        "UpperSecondaryEducation",
        "Pendidikan menengah atas (SMA/SMK)",
        "Upper Secondary Education",
    )
    POST_SECONDARY_NON_TERTIARY_EDUCATION = (
        "PostSecondaryNonTertiaryEducation",
        "Pendidikan pascamenengah nontersier",
        "Post-secondary Non-tertiary Education",
    )
    SHORT_CYCLE_TERTIARY_EDUCATION = (
        "ShortCycleTertiaryEducation",
        "Pendidikan tersier singkat (D1-D3)",
        "Short-cycle Tertiary Education",
    )
    BACHELORS_OR_EQUIVALENT_LEVEL = (
        "BachelorsOrEquivalentLevel",
        "Sarjana atau setara",
        "Bachelor’s or Equivalent Level",
    )
    MASTERS_OR_EQUIVALENT_LEVEL = (
        "MastersOrEquivalentLevel",
        "Magister atau setara",
        "Master’s or Equivalent Level",
    )
    DOCTORAL_OR_EQUIVALENT_LEVEL = (
        "DoctoralOrEquivalentLevel",
        "Doktor atau setara",
        "Doctoral or Equivalent Level",
    )


class TraffickingStatus(Code):
    """HTCDS vic_TraffickingStatus: is the person a victim of trafficking."""

    POSSIBLE_VICTIM_OF_TRAFFICKING = (
        "PossibleVictimOfTrafficking",
        "Diduga korban TPPO",
        "Possible victim of trafficking",
    )
    ACTUAL_VICTIM_OF_TRAFFICKING = "ActualVictimOfTrafficking", "Korban TPPO", "Actual victim of trafficking"
    NOT_A_VICTIM_OF_TRAFFICKING = (
        "NotAVictimOfTrafficking",
        "Bukan korban TPPO",
        "Not a victim of trafficking",
    )


class StatusDecidedBy(Code):
    """HTCDS vic_TraffickingStatusDecisionMakingOrg: who decided the status."""

    POLICE = "Police", "Kepolisian", "Police"
    NGO = "NGO", "LSM", "NGO"
    COURT_OR_PROSECUTION = "CourtOrProsecution", "Pengadilan atau kejaksaan", "Court or prosecution"
    NON_POLICE_GOVERNMENTAL_ORGANIZATION = (
        "NonPoliceGovernmentalOrganization",
        "Instansi pemerintah bukan kepolisian",
        "Non-police governmental organization",
    )
    OTHER = "Other", "Lainnya", "Other"


class CaseStatus(Code):
    """HTCDS cas_Status."""

    ACTIVE = "Active", "Aktif", "Active"
    FOLLOW_UP = "FollowUp", "Tindak lanjut", "Follow Up"
    CLOSED = "Closed", "Ditutup", "Closed"
    CLOSED_REFERRED = "ClosedReferred", "Ditutup karena dirujuk", "Closed Referred"


class ReferralReason(Code):
    """HTCDS cas_ReasonForIncomingReferral and cas_ReasonForOutgoingReferral."""

    ADDITIONAL_SERVICES_REQUIRED = (
        "AdditionalServicesRequired",
        "Perlu layanan tambahan",
        "Additional Services Required",
    )
    MIGRATION_OR_CHANGE_OF_LOCATION = (
        "MigrationOrChangeOfLocation",
        "Pindah tempat",
        "Migration or Change of Location",
    )
    OTHER = "Other", "Lainnya", "Other"


class SupportPlanType(Code):
    """HTCDS spl_Type."""

    EDUCATION = "Education", "Pendidikan", "Education"
    FINANCIAL = "Financial", "Keuangan", "Financial"
    HEALTH = "Health", "Kesehatan", "Health"
    LABOUR_EXPLOITATION_REHABILITATION = (
        "LabourExploitationRehabilitation",
        "Rehabilitasi eksploitasi kerja",
        "Labour Exploitation Rehabilitation",
    )
    LEGAL = "Legal", "Bantuan hukum", "Legal"
    LIVELIHOOD = "Livelihood", "Mata pencaharian", "Livelihood"
    RIGHTS_BASED_TRAINING = "RightsBasedTraining", "Pelatihan hak", "Rights-based Training"
    SEXUAL_EXPLOITATION_REHABILITATION = (
        "SexualExploitationRehabilitation",
        "Rehabilitasi eksploitasi seksual",
        "Sexual Exploitation Rehabilitation",
    )
    SOCIAL_CARE = "SocialCare", "Layanan sosial", "Social Care"
