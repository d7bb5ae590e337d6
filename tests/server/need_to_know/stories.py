"""Random histories of one case, as agencies would publish them: everything that moves access, in any order,
with a canary in every field that is not of the `case` class."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.server.need_to_know.beginnings import CHAPTERS, Step
from tests.server.need_to_know.cast import (
    COURT,
    HOSPITAL,
    MORE,
    NGO,
    OUTSIDERS,
    OWNER,
    POLICE,
    POLICY,
    PROSECUTOR,
    PROVINCE,
    SHELTER,
)

REPORT_ROUTES = ([OWNER], [OWNER, POLICE], [OWNER, POLICE, SHELTER])
CLASSES = ("victim_identity", "health", "psychosocial", "location", "legal_file", "narrative", "evidence")
PERSONS = ("first", "second")  # the second is a child


def step(type_name: str, by: Any, **data: Any) -> st.SearchStrategy[Step]:
    """One event; what of its data is a strategy is drawn."""
    drawn = st.fixed_dictionaries(
        {name: each if isinstance(each, st.SearchStrategy) else st.just(each) for name, each in data.items()}
    )
    by = by if isinstance(by, st.SearchStrategy) else st.just(by)
    return st.tuples(st.just(type_name), by, drawn)


persons = st.sampled_from(PERSONS)
referrals = st.sampled_from(("one", "two", "three"))
taken_up = st.sampled_from(("one", "six", "seven"))  # those that are the oftenest
outsiders = st.sampled_from((SHELTER, PROVINCE, NGO, *OUTSIDERS))  # these three the oftenest
workers = st.sampled_from((OWNER, NGO, "lpsk", SHELTER))
some = st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3, unique=True)
few = st.lists(st.sampled_from(CLASSES), max_size=2, unique=True)
recipients = st.lists(
    st.sampled_from((*OUTSIDERS, "ngo", "dinsos", "lpsk")), min_size=1, max_size=3, unique=True
)
hours = st.sampled_from((None, 1, 30, 300))
glass = st.integers(0, 1)
entries = st.integers(1, 20)  # of the case: its events in the order of recording
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
        consent_id=st.sampled_from((None, "consent")),
    ),
    step("ReferralAccepted", None, referral=referrals),
    step("ReferralAccepted", None, referral=referrals),
    step("ReferralDeclined", None, referral=referrals, reason="no_capacity"),
    step("ReferralCompleted", None, referral=taken_up),
    step("ReferralReturned", None, referral=taken_up, reason="done_here"),
    step("ReferralAccepted", OWNER, referral=taken_up),
    step("ReferralDeclined", OWNER, referral=taken_up, reason="no_capacity"),
    step("CaseManagerAssigned", OWNER, agency=st.sampled_from((OWNER, SHELTER))),
    step(
        "AccessGranted",
        st.sampled_from((OWNER, POLICE)),
        agency=st.sampled_from(MORE),
        classes=some,
        history=st.sampled_from(("all", "from_now")),
        hours=hours,
        reason=st.sampled_from(("task", "consent")),
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
        consent_id=st.sampled_from((None, "consent")),
        purposes=["sharing"],
        recipients=recipients,
        classes=some,
        days=st.sampled_from((None, 0, 1)),
        guardian_relation=st.sampled_from((None, "mother", "father", "court_order")),
    ),
    step("ConsentWithdrawn", OWNER, person=persons, classes=st.one_of(st.just([]), some)),
    step(
        "ConsentScopeChanged",
        OWNER,
        person=persons,
        added_classes=few,
        removed_classes=few,
        added_recipients=st.lists(outsiders, max_size=1),
        removed_recipients=st.lists(outsiders, max_size=1),
        days=st.sampled_from((None, None, 0, 1)),
        guardian_relation=st.sampled_from((None, None, "mother", "court_order")),
    ),
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
        st.sampled_from((POLICE, POLICY, "dpo", "auditor")),
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
UNDONE = st.one_of(
    step("EntryWithdrawn", None, entry=entries, reason="entered_twice"),
    step(
        "FactCorrected",
        st.sampled_from((OWNER, POLICE, SHELTER)),
        entry=entries,
        fields=["child"],
        child=st.booleans(),
        reason=st.sampled_from(("typing_error", "register_extract")),
    ),
)
ERASURES = st.one_of(
    step(
        "ErasureRequested",
        OWNER,
        erasure=st.sampled_from(("first erasure", "second erasure")),
        person=persons,
        ground="requested",
        asked_by="person",
    ),
    step(
        "ErasureApproved",
        "dpo",
        erasure=st.sampled_from(("first erasure", "second erasure")),
        classes=st.lists(
            st.sampled_from(("victim_identity", "health", "psychosocial", "location", "narrative")),
            min_size=1,
            max_size=3,
            unique=True,
        ),
    ),
)
TRIAL = st.one_of(
    step("IndictmentFiled", PROSECUTOR, file="file", articles=["UU-21-2007:2"]),
    step("SentToCourt", PROSECUTOR, file="file", court=COURT),
    step("HearingHeld", COURT, file="file"),
    step("VerdictGiven", COURT, file="file", outcome="convicted"),
    step("JudgmentFinal", COURT, file="file"),
)
BEGINNINGS = st.sets(st.sampled_from(range(len(CHAPTERS))), max_size=4).map(
    lambda drawn: [each for number in sorted(drawn) for each in CHAPTERS[number]]
)
LATER = st.lists(
    st.one_of(FACTS, FACTS, PLACES, PLACES, PEOPLE, EMERGENCIES, UNDONE, UNDONE, ERASURES, TRIAL),
    min_size=12,
    max_size=32,
)
CASES = st.tuples(
    REPORT,
    st.tuples(BEGINNINGS, LATER).map(lambda drawn: [*drawn[0], *drawn[1]]),
    st.sampled_from((0, 2, 40)).map(lambda passed: timedelta(hours=passed)),
)
