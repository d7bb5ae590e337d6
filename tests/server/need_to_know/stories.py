"""Random histories of one case, as agencies would publish them: everything that moves access, in any order,
with a canary in every field that is not of the `case` class."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from domain.catalogue import REGISTRY
from domain.ids import NAMESPACE

OWNER, POLICE, PROSECUTOR, HOSPITAL, NGO = "uptdppa-ttu", "polres-ttu", "kejari-ttu", "rsud-ttu", "ngo-ttu"
SHELTER, PROVINCE, EXPERT = "dinsos-ttu", "dinsos-ntt", "expert-ttu"
OUTSIDERS = (SHELTER, PROVINCE, HOSPITAL, NGO, "lpsk", "bp3mi", "disnaker-ttu", "disdik-ttu", "mission-my")
WATCHERS = ("coordinator", "auditor", "dpo")
MORE = (*OUTSIDERS, EXPERT, "dp3a-ttu", "dpo", "uptdppa-sukabumi", "desa-ttu", "sbmi", "imigrasi")
READERS = tuple(dict.fromkeys((OWNER, POLICE, PROSECUTOR, *MORE, *WATCHERS)))
KINDS = {agency: agency.partition("-")[0] for agency in READERS}

Step = tuple[str, str | None, dict[str, Any]]  # type, agency, data; ids in it are small numbers of the case
REPORT_ROUTES = ([OWNER], [OWNER, POLICE], [OWNER, POLICE, SHELTER])
CLASSES = ("victim_identity", "health", "psychosocial", "location", "legal_file", "narrative", "evidence")

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
}
PERSONS = ("first", "second")  # the second is a child


def named(case: UUID, what: str) -> str:
    """An id of this case alone."""
    return str(uuid5(NAMESPACE, f"{case} {what}"))


def step(type_name: str, by: Any, **data: Any) -> st.SearchStrategy[Step]:
    """One event; what of its data is a strategy is drawn."""
    drawn = st.fixed_dictionaries(
        {name: each if isinstance(each, st.SearchStrategy) else st.just(each) for name, each in data.items()}
    )
    by = by if isinstance(by, st.SearchStrategy) else st.just(by)
    return st.tuples(st.just(type_name), by, drawn)


persons = st.sampled_from(PERSONS)
referrals = st.sampled_from(("one", "two", "three", "four", "five"))
outsiders = st.sampled_from((SHELTER, PROVINCE, NGO, *OUTSIDERS))  # these three the oftenest
workers = st.sampled_from((OWNER, NGO, "lpsk", SHELTER))
some = st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3, unique=True)
recipients = st.lists(
    st.sampled_from((*OUTSIDERS, "ngo", "dinsos", "lpsk")), min_size=1, max_size=3, unique=True
)
hours = st.sampled_from((None, 1, 30, 300))
glass = st.integers(0, 1)
SERVICES = (
    "health_rehabilitation",
    "social_rehabilitation",
    "repatriation",
    "social_reintegration",
    "legal_aid",
)

REPORT = step(
    "ReportReceived",
    st.sampled_from((OWNER, NGO, "desa-ttu", HOSPITAL)),
    channel="phone",
    person=st.sampled_from((None, *PERSONS)),
    routed_to=st.sampled_from(REPORT_ROUTES),
    reporter_confidential=st.booleans(),
)
FACTS = st.one_of(
    step("ReportTriaged", st.sampled_from((OWNER, POLICE, NGO)), person=persons, urgency="urgent"),
    step("VictimRegistered", st.sampled_from((OWNER, POLICE)), person=persons, sex="female"),
    step(
        "IdentificationInterviewHeld",
        st.sampled_from((OWNER, POLICE, SHELTER)),
        person=persons,
        interview_number=1,
    ),
    step(
        "ServiceOpened",
        st.sampled_from((OWNER, SHELTER, HOSPITAL)),
        person=persons,
        service=st.sampled_from(SERVICES),
    ),
    step("ShelterPlaced", st.sampled_from((OWNER, SHELTER, PROVINCE)), person=persons),
    step("ReintegrationPlanned", st.sampled_from((OWNER, SHELTER, NGO)), person=persons, placement="family"),
    step("VisumIssued", HOSPITAL, person=persons),
    step(
        "TraffickingStatusAssessed",
        st.sampled_from((OWNER, POLICE)),
        person=persons,
        status="PossibleVictimOfTrafficking",
    ),
    step("LocationConfirmed", st.sampled_from((OWNER, POLICE, "mission-my")), person=persons, country="MY"),
    step("PoliceReportFiled", POLICE, file="file"),
    step("InvestigationOrdered", POLICE, file="file", ordered_on="2026-03-02", articles=["UU-21-2007:2"]),
    step("SuspectDesignated", POLICE, file="file", suspect="suspect"),
    step("SpdpSent", POLICE, file="file", prosecutor=PROSECUTOR),
    step("PoliceNotified", OWNER, police=POLICE),
)
PLACES = st.one_of(
    step(
        "ReferralOffered",
        OWNER,
        referral=referrals,
        to=outsiders,
        service=st.sampled_from(SERVICES),
        person=st.sampled_from((None, *PERSONS)),
        history=st.sampled_from(("all", "from_referral", "from_now")),
    ),
    step("ReferralAccepted", None, referral=referrals),
    step("ReferralAccepted", None, referral=referrals),
    step("ReferralDeclined", None, referral=referrals, reason="no_capacity"),
    step("ReferralCompleted", None, referral=referrals),
    step("CaseManagerAssigned", OWNER, agency=st.sampled_from((OWNER, SHELTER))),
    step(
        "AccessGranted",
        st.sampled_from((OWNER, POLICE)),
        agency=st.sampled_from(MORE),
        classes=some,
        history=st.sampled_from(("all", "from_now")),
        hours=hours,
        reason="task",
    ),
    step("AccessRevoked", OWNER, agency=st.sampled_from(MORE), reason="task_ended"),
    step(
        "CaseShared",
        OWNER,
        task_force="sukabumi",
        agencies=["uptdppa-sukabumi"],
        scope=st.sampled_from(("legal_stage", "all_stages")),
        reason="repatriation",
    ),
    step(
        "ExpertEngaged",
        POLICE,
        excerpt=st.lists(st.integers(0, 9), max_size=3, unique=True),
        hours=st.sampled_from((1, 300)),
    ),
)
PEOPLE = st.one_of(
    step(
        "ConsentGranted",
        OWNER,
        person=persons,
        purposes=["sharing"],
        recipients=recipients,
        classes=some,
        days=st.sampled_from((None, 0, 1)),
        guardian_relation=st.sampled_from((None, "mother", "father", "court_order")),
    ),
    step("ConsentWithdrawn", OWNER, person=persons, classes=st.one_of(st.just([]), some)),
    step("AssentGranted", OWNER, person=persons, purposes=["sharing"]),
    step(
        "GuardianConflictChecked",
        OWNER,
        person=persons,
        conflict=True,
        checked=["mother"],
        blocked=["mother"],
    ),
    step("GuardianConflictChecked", OWNER, person=persons, conflict=False, checked=["mother"], blocked=[]),
)
EMERGENCIES = st.one_of(
    step(
        "BreakGlassOpened",
        st.sampled_from((POLICE, "dpo", "auditor")),
        person=st.sampled_from((None, *PERSONS)),
        minutes=st.sampled_from((10, 100, 180)),
        reason="danger_to_life",
    ),
    step("BreakGlassConfirmed", st.sampled_from((OWNER, SHELTER, "dpo")), glass=glass),
    step(
        "BreakGlassReviewed",
        "dpo",
        glass=glass,
        finding="justified",
        measures=st.sampled_from(([], ["access_ended"])),
    ),
)
# What most cases begin with: who is a child is known, offices are referred to, people have agreed.
KNOWN: tuple[Step, ...] = (
    ("VictimRegistered", OWNER, {"person": "first", "sex": "female"}),
    ("VictimRegistered", OWNER, {"person": "second", "sex": "female"}),
    ("AssentGranted", OWNER, {"person": "second", "purposes": ["sharing"]}),
)
REFERRED: tuple[Step, ...] = tuple(
    each
    for referral, to, service in (("six", PROVINCE, "repatriation"), ("seven", NGO, "legal_aid"))
    for each in (
        ("ReferralOffered", OWNER, {"referral": referral, "to": to, "service": service, "history": "all"}),
        ("ReferralAccepted", None, {"referral": referral}),
    )
)
BEGINNINGS = st.sampled_from(((), KNOWN, REFERRED, (*KNOWN, *REFERRED)))
LATER = st.lists(st.one_of(FACTS, FACTS, PLACES, PLACES, PEOPLE, EMERGENCIES), min_size=12, max_size=32)
CASES = st.tuples(
    REPORT,
    st.tuples(BEGINNINGS, LATER).map(lambda drawn: [*drawn[0], *drawn[1]]),
    st.sampled_from((0, 2, 40)).map(lambda passed: timedelta(hours=passed)),
)


def classes_of(type_name: str) -> dict[str, str]:
    """The data class of each field that carries a canary."""
    fields = REGISTRY[type_name].fields
    return {name: fields[name].data_class.names()[0] for name in PLANTED.get(type_name, ())}
