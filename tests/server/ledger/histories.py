"""Random histories of one case: everything that moves access, by many agencies, in any order."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.catalogue.fields import DataClass
from tests.domain.given import CASE, FILE, REFERRAL, START, SUSPECT, VICTIM, Stream, named

Step = tuple[str, str, dict[str, Any], int]  # type, agency, data, classes disclosed

CHILD = named("second victim, a child")
SECOND_REFERRAL = named("second referral")
OUTSIDERS = ("dinsos", "rsud", "lpsk", "ngo", "disdik", "bp3mi", "expert", "auditor", "kejari-ttu")
CLASSES = ("victim_identity", "health", "psychosocial", "location", "legal_file", "narrative")

persons = st.sampled_from([VICTIM, CHILD])
referrals = st.sampled_from([REFERRAL, SECOND_REFERRAL])
histories = st.sampled_from(["all", "from_referral", "from_now"])
masks = st.integers(0, 511)
some_classes = st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3, unique=True)
outsiders = st.sampled_from(OUTSIDERS)


def step(type_name: str, by: Any, disclosed: int | None = None, /, **data: Any) -> st.SearchStrategy[Step]:
    """One event; what of its data is a strategy is drawn."""
    drawn = st.fixed_dictionaries(
        {name: each if isinstance(each, st.SearchStrategy) else st.just(each) for name, each in data.items()}
    )
    by = by if isinstance(by, st.SearchStrategy) else st.just(by)
    return st.tuples(st.just(type_name), by, drawn, masks if disclosed is None else st.just(disclosed))


moments = st.integers(2, 16).map(lambda hours: (START + timedelta(hours=hours)).isoformat())
openings = st.integers(2, 12).map(lambda position: f"e{position}")
days = st.sampled_from([None, "2026-03-02", "2026-03-03"])

REPORT = step(
    "ReportReceived",
    st.sampled_from(["desa", "uptdppa", "ngo"]),
    channel="phone",
    person=persons,
    child=st.sampled_from([None, True, False]),
    routed_to=st.lists(st.sampled_from(["uptdppa", "polres", "dinsos"]), max_size=2, unique=True),
    reporter_confidential=st.booleans(),
)
STEPS = st.one_of(
    step("PoliceNotified", "uptdppa", police="polres", person=persons),
    step("PoliceReportFiled", "polres", file=FILE, person=persons),
    step("SuspectDesignated", "polres", file=FILE, suspect=SUSPECT),
    step("SpdpSent", "polres", file=FILE, prosecutor=st.sampled_from(["kejari", "kejari-ttu"])),
    step("SentToCourt", "kejari", file=FILE, court="pn"),
    step(
        "VictimRegistered",
        "uptdppa",
        person=persons,
        sex="female",
        age_band=st.sampled_from(["9-17", "21-23"]),
        child=st.booleans(),
    ),
    step(
        "ReferralOffered",
        "uptdppa",
        referral=referrals,
        to=outsiders,
        service="complaint_identification",
        person=persons,
        history=histories,
    ),
    step("ReferralAccepted", outsiders, referral=referrals),
    step("ReferralDeclined", outsiders, referral=referrals, reason="no_capacity"),
    step("ReferralWithdrawn", "uptdppa", referral=referrals),
    step("ReferralCompleted", outsiders, referral=referrals),
    step("CaseManagerAssigned", "dp3a", agency=outsiders, person=persons),
    step(
        "ConsentGranted",
        "uptdppa",
        person=persons,
        purposes=["health"],
        recipients=st.lists(outsiders, min_size=1, max_size=3, unique=True),
        classes=some_classes,
        expires=days,
        guardian_relation=st.sampled_from([None, "mother", "father"]),
    ),
    step("AssentGranted", "uptdppa", person=persons, purposes=["health"]),
    step("ConsentWithdrawn", "uptdppa", person=persons, classes=st.one_of(st.just([]), some_classes)),
    step(
        "GuardianConflictChecked",
        "uptdppa",
        person=persons,
        conflict=st.booleans(),
        checked=["mother", "father"],
        blocked=st.lists(st.sampled_from(["mother", "father"]), max_size=2, unique=True),
    ),
    step(
        "AccessGranted",
        "uptdppa",
        agency=outsiders,
        classes=some_classes,
        history=st.sampled_from(["all", "from_now"]),
        until=st.one_of(st.none(), moments),
        reason="task",
    ),
    step("AccessRevoked", "uptdppa", agency=outsiders, reason="task"),
    step(
        "BreakGlassOpened",
        st.sampled_from(["polres", "auditor"]),
        0,
        person=st.sampled_from([None, VICTIM, CHILD]),
        classes=some_classes,
        reason="danger_to_life",
        until=moments,
        second=named("second person"),
    ),
    step("BreakGlassConfirmed", "dinsos", 0, opened_id=openings, opened_source="/agencies/polres"),
    step(
        "BreakGlassReviewed",
        "dpo",
        0,
        opened_id=openings,
        opened_source=st.sampled_from(["/agencies/polres", "/agencies/auditor"]),
        finding="not_justified",
        measures=st.sampled_from([[], ["access_ended"]]),
    ),
    step(
        "ServiceReviewed",
        st.sampled_from(["uptdppa", "dinsos", "rsud"]),
        service="complaint_identification",
        person=persons,
        progress="on_track",
    ),
    step("ShelterPlaced", st.sampled_from(["dinsos", "lpsk"]), DataClass.LOCATION, person=persons),
    step("IdentificationInterviewHeld", "uptdppa", person=persons, interview_number=1),
    step("CaseClosed", "uptdppa", 0, reason="services_completed"),
)
CASES = st.tuples(REPORT, st.lists(STEPS, min_size=8, max_size=30)).map(lambda drawn: [drawn[0], *drawn[1]])


def told(steps: list[Step], case: UUID = CASE) -> Stream:
    """The stream of a history."""
    stream = Stream(case)
    for type_name, by, data, classes in steps:
        stream.records(type_name, by, disclosing=DataClass(classes), **data)
    return stream
