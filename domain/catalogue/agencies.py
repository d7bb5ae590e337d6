"""Kinds of agency on a regency task force (reference/domain.md 3.1), and sets of them that share a duty."""

from domain.catalogue.fields import Code
from domain.catalogue.htcds import OrganisationType


class AgencyKind(Code):
    """The kind of an agency decides its authority (REGISTRY) and its row of the access matrix."""

    POLRES = "polres", "Kepolisian Resor", "Regency police"
    KEJARI = "kejari", "Kejaksaan Negeri", "District prosecutor's office"
    PN = "pn", "Pengadilan Negeri", "District court"
    DP3A = "dp3a", "Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "Women and child protection office"
    UPTDPPA = "uptdppa", "UPTD Perlindungan Perempuan dan Anak", "Women and child protection service unit"
    DINSOS = "dinsos", "Dinas Sosial", "Social office"
    RSUD = "rsud", "Rumah Sakit Umum Daerah/Puskesmas", "Regency hospital or health centre"
    DISNAKER = "disnaker", "Dinas Tenaga Kerja dan Transmigrasi", "Manpower office"
    BP3MI = (
        "bp3mi",
        "Balai Pelayanan Pelindungan Pekerja Migran",
        "Migrant worker protection office",
    )
    IMIGRASI = "imigrasi", "Kantor Imigrasi", "Immigration office"
    LPSK = "lpsk", "Lembaga Perlindungan Saksi dan Korban", "Witness and victim protection agency"
    MISSION = "mission", "Perwakilan RI di luar negeri", "Indonesian mission abroad"
    DISDIK = "disdik", "Dinas Pendidikan", "Education office"
    DISDUKCAPIL = "disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil", "Civil registry office"
    KESRA = "kesra", "Bagian Kesra/Bappeda", "Welfare and planning office"
    DESA = "desa", "Desa/kelurahan", "Village"
    NGO = "ngo", "LSM/paralegal", "NGO or paralegals"
    SBMI = "sbmi", "Serikat Buruh Migran", "Migrant workers' union"
    EXPERT = "expert", "Ahli", "Expert"
    DEPLOYMENT = "deployment", "Pengelola peladen", "Deployment (host of the log)"
    COORDINATOR = "coordinator", "Sekretariat gugus tugas", "Task force secretariat"
    AUDITOR = "auditor", "Auditor", "Auditor"
    DPO = "dpo", "Pejabat Pelindungan Data Pribadi", "Data protection officer"


_LOCAL = OrganisationType.LOCAL_GOVERNMENT_ORGANISATION
_CENTRAL = OrganisationType.CENTRAL_GOVERNMENT_ORGANISATION

# HTCDS v2.0 org_Type of each kind; kinds that are roles and not organisations stand under their office.
ORGANISATION_TYPE: dict[str, OrganisationType] = {
    AgencyKind.POLRES: OrganisationType.LAW_ENFORCEMENT,
    AgencyKind.KEJARI: OrganisationType.LEGAL_SERVICE,
    AgencyKind.PN: OrganisationType.LEGAL_SERVICE,
    AgencyKind.DP3A: _LOCAL,
    AgencyKind.UPTDPPA: _LOCAL,
    AgencyKind.DINSOS: _LOCAL,
    AgencyKind.RSUD: OrganisationType.HEALTH_SERVICE_ORGANISATION,
    AgencyKind.DISNAKER: _LOCAL,
    AgencyKind.BP3MI: _CENTRAL,
    AgencyKind.IMIGRASI: OrganisationType.IMMIGRATION_SERVICE,
    AgencyKind.LPSK: _CENTRAL,
    AgencyKind.MISSION: _CENTRAL,
    AgencyKind.DISDIK: _LOCAL,
    AgencyKind.DISDUKCAPIL: _LOCAL,
    AgencyKind.KESRA: _LOCAL,
    AgencyKind.DESA: _LOCAL,
    AgencyKind.NGO: OrganisationType.NGO,
    AgencyKind.SBMI: OrganisationType.NGO,
    AgencyKind.EXPERT: OrganisationType.LEGAL_SERVICE,
    AgencyKind.DEPLOYMENT: _LOCAL,
    AgencyKind.COORDINATOR: _LOCAL,
    AgencyKind.AUDITOR: _LOCAL,
    AgencyKind.DPO: _LOCAL,
}

POLICE = ("polres",)
PROSECUTOR = ("kejari",)
COURT = ("pn",)
POLICE_AND_PROSECUTOR = ("polres", "kejari")

# Who receives reports: any agency a person may turn to (PP 9/2008; UU 18/2017 art 42 for the village).
REPORT_TAKERS = (
    "polres", "uptdppa", "dp3a", "dinsos", "rsud", "disnaker", "bp3mi", "imigrasi", "lpsk", "mission",
    "disdik", "desa", "ngo", "sbmi",
)  # fmt: skip
# Who takes a person's consent and speaks with the person (Permen PPPA 8/2021: PPT, missions, community PPT).
CASE_WORKERS = ("uptdppa", "dinsos", "rsud", "lpsk", "bp3mi", "mission", "ngo", "sbmi", "polres")
# Who opens, reviews and completes a service of Permen PPPA 8/2021.
SERVICE_PROVIDERS = (
    "uptdppa", "dinsos", "rsud", "lpsk", "disnaker", "bp3mi", "mission", "disdik", "ngo", "sbmi", "dp3a",
)  # fmt: skip
# Who may be offered a referral, and so may offer one on.
REFERRING = (*REPORT_TAKERS, "kejari")
# Who runs a case for its victim, and so may end that work.
CLOSERS = ("uptdppa", "dp3a", "dinsos", "lpsk", "bp3mi", "mission", "ngo", "sbmi", "coordinator")
# Everyone who may record events of a case at all.
ON_A_CASE = (*REPORT_TAKERS, "kejari", "pn", "disdukcapil", "expert")
