"""Who is on a random case, and which fields of its events carry a canary."""

from uuid import UUID, uuid5

from domain.catalogue import REGISTRY
from domain.ids import NAMESPACE

OWNER, POLICE, PROSECUTOR, HOSPITAL, NGO = "uptdppa-ttu", "polres-ttu", "kejari-ttu", "rsud-ttu", "ngo-ttu"
COURT, POLICY = "pn-ttu", "dp3a-ttu"
SHELTER, PROVINCE, EXPERT = "dinsos-ttu", "dinsos-ntt", "expert-ttu"
OUTSIDERS = (SHELTER, PROVINCE, HOSPITAL, NGO, "lpsk", "bp3mi", "disnaker-ttu", "disdik-ttu", "mission-my")
WATCHERS = ("coordinator", "auditor", "dpo")
MORE = (*OUTSIDERS, EXPERT, POLICY, "dpo", "uptdppa-sukabumi", "desa-ttu", "sbmi", "imigrasi")
READERS = tuple(dict.fromkeys((OWNER, POLICE, PROSECUTOR, COURT, *MORE, *WATCHERS)))
KINDS = {agency: agency.partition("-")[0] for agency in READERS}

# The fields that carry a canary, by type.
PLANTED: dict[str, tuple[str, ...]] = {
    "ReportReceived": ("victim_name", "reporter_name", "safe_contact", "recruiter_handle", "statement"),
    "ReportTriaged": ("victim_name", "safe_contact", "statement"),
    "VictimRegistered": ("name", "home_address", "statement"),
    "IdentificationInterviewHeld": ("findings", "statement"),
    "ServiceOpened": ("health_notes", "psychosocial_notes"),
    "ShelterPlaced": ("shelter_name", "address", "psychosocial_notes"),
    "ReintegrationPlanned": ("address", "statement"),
    "VisumIssued": ("visum", "conclusion"),
    "TraffickingStatusAssessed": ("recruiter_handle", "statement"),
    "LocationConfirmed": ("address", "statement"),
    "PoliceReportFiled": ("report_number", "victim_name", "statement"),
    "InvestigationOrdered": ("order_number", "statement"),
    "SuspectDesignated": ("name", "statement"),
    "SpdpSent": ("number",),
    "ReferralOffered": ("statement",),
    "BreakGlassOpened": ("statement",),
    "DisputeOpened": ("statement",),
    "PositionRecorded": ("statement",),
    "FactCorrected": ("name", "statement"),
    "EntryWithdrawn": ("statement",),
    "ConsentScopeChanged": ("guardian_name", "statement"),
    "ReferralReturned": ("statement",),
    "ErasureRequested": ("statement",),
    "IndictmentFiled": ("number", "statement"),
    "HearingHeld": ("statement",),
    "VerdictGiven": ("number", "considerations", "statement"),
    "JudgmentFinal": ("number",),
}


def named(case: UUID, what: str) -> str:
    """An id of this case alone."""
    return str(uuid5(NAMESPACE, f"{case} {what}"))


def classes_of(type_name: str) -> dict[str, str]:
    """The data class of each field that carries a canary."""
    fields = REGISTRY[type_name].fields
    return {name: fields[name].data_class.names()[0] for name in PLANTED.get(type_name, ())}
