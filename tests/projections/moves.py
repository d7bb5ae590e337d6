"""Random cases: what agencies may record in any order, well-formed, with every way in and out of a case."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.access import Matrix
from domain.directory import EMPTY, Directory
from domain.events import LogRow, Marks, read_event
from domain.ids import source_of
from projections.engine import Transition
from projections.fold import move
from server.rules import load_rules
from tests.projections.logs import Log, Step, agency, ids
from tests.projections.stories import AGENCIES, SHA, consent, named, returned

MATRIX: Matrix = load_rules().matrix
CASE = ids("random", 1)[0]
OTHERS = ("uptdppa", "polres", "kejari", "rsud", "dinsos", "ngo", "pn", "coordinator")

agencies = st.sampled_from(OTHERS)
people = st.sampled_from([named(CASE, "victim"), named(CASE, "sister")])
files = st.sampled_from([named(CASE, "file"), named(CASE, "second file")])
referrals = st.sampled_from([named(CASE, "referral"), named(CASE, "second referral")])
hashes = st.sampled_from([SHA, SHA[::-1]])
histories = st.sampled_from(["all", "from_referral", "from_now"])
disputes = st.sampled_from([named(CASE, "dispute"), named(CASE, "second dispute")])
proposals = st.sampled_from([named(CASE, "proposal"), named(CASE, "second proposal")])


def _step(
    type_name: str, by: st.SearchStrategy[str], **data: st.SearchStrategy[Any]
) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(type_name), by, st.fixed_dictionaries(data))


def _until(hours: int | None) -> str | None:
    return (
        None
        if hours is None
        else (datetime(2026, 3, 2, 1, 0, tzinfo=UTC) + timedelta(hours=hours)).isoformat()
    )


entries = st.integers(10, 34).map(lambda position: f"e{position}")
times = st.integers(-40, 40).map(_until)
untils = st.one_of(st.none(), st.integers(1, 30)).map(_until)
opening = st.one_of(
    _step(
        "ReportReceived",
        agencies,
        channel=st.just("phone"),
        person=st.one_of(st.none(), people),
        routed_to=st.lists(agencies, max_size=3, unique=True),
        reporter_confidential=st.booleans(),
    ),
    _step("PoliceReportFiled", st.just("polres"), file=files),
)
later = st.one_of(
    opening,
    _step(
        "ReportTriaged",
        agencies,
        person=people,
        urgency=st.just("urgent"),
        child=st.sampled_from([None, True, False]),
    ),
    _step("PoliceNotified", agencies, police=st.just("polres")),
    _step(
        "ReferralOffered",
        agencies,
        referral=referrals,
        to=agencies,
        service=st.just("legal_aid"),
        history=histories,
    ),
    _step("ReferralAccepted", agencies, referral=referrals),
    _step("ReferralDeclined", agencies, referral=referrals, reason=st.just("no_capacity")),
    _step("ReferralWithdrawn", agencies, referral=referrals),
    _step("ReferralCompleted", agencies, referral=referrals),
    _step("ReferralReturned", agencies, referral=referrals, reason=st.just("person_moved")),
    _step("EntryWithdrawn", agencies, event_id=entries, reason=st.just("wrong_case")),
    _step("EntryWithdrawn", st.just("polres"), event_id=entries, reason=st.just("wrong_case")),
    _step(
        "FactCorrected",
        agencies,
        event_id=entries,
        event_source=agencies.map(source_of),
        person=people,
        fields=st.just(["child", "time"]),
        reason=st.just("typing_error"),
        child=st.sampled_from([None, True, False]),
        time=times,
    ),
    _step(
        "CaseShared",
        agencies,
        task_force=st.just("ttu"),
        agencies=st.lists(agencies, min_size=1, max_size=2, unique=True),
        reason=st.just("repatriation"),
        until=untils,
    ),
    _step("ConsentScopeChanged", agencies, person=people, added_recipients=st.lists(agencies, max_size=1)),
    _step("CaseManagerAssigned", agencies, agency=agencies),
    _step(
        "AccessGranted", agencies, agency=agencies, reason=st.just("task"), history=histories, until=untils
    ),
    _step("AccessRevoked", agencies, agency=agencies, reason=st.just("task_ended")),
    st.tuples(st.just("ConsentGranted"), agencies, people.map(consent)),
    _step("ConsentWithdrawn", agencies, person=people),
    _step("ServiceOpened", agencies, service=st.just("legal_aid"), person=people),
    _step("SuspectDesignated", st.just("polres"), suspect=people, file=files),
    _step("SpdpSent", st.just("polres"), file=files, prosecutor=st.sampled_from(["kejari", "pn"])),
    _step("SpdpReceived", st.just("kejari"), file=files),
    _step("FileSubmitted", st.just("polres"), file=files, sha256=hashes),
    _step("FileReceived", st.just("kejari"), file=files, sha256=hashes),
    st.tuples(
        st.just("FileReturned"),
        st.just("kejari"),
        st.tuples(files, st.integers(1, 3)).map(lambda a: returned(*a)),
    ),
    _step(
        "FileResubmitted", st.just("polres"), file=files, return_number=st.integers(1, 3), sha256=st.just(SHA)
    ),
    _step("FileComplete", st.just("kejari"), file=files),
    _step(
        "HandedOver", st.just("polres"), file=files, with_agencies=st.lists(agencies, min_size=1, max_size=2)
    ),
    _step("HandedOver", st.just("kejari"), file=files, with_agencies=st.just(["polres"])),
    _step(
        "ArticleChanged",
        st.sampled_from(["polres", "kejari"]),
        file=files,
        articles=st.sampled_from([["UU-21-2007:2"], ["UU-18-2017:81"]]),
        reason=st.just("coordination"),
    ),
    _step("SentToCourt", st.just("kejari"), file=files, court=st.just("pn")),
    _step("DisputeOpened", agencies, dispute=disputes, sides=st.just(["polres", "kejari"])),
    _step(
        "DisputeOutcomeProposed",
        agencies,
        dispute=disputes,
        proposal=proposals,
        outcome=st.just("termination"),
    ),
    _step("DisputeOutcomeAccepted", agencies, dispute=disputes, proposal=proposals),
    _step("DisputeWithdrawn", agencies, dispute=disputes, reason=st.just("settled")),
    _step(
        "ExpertEngaged",
        agencies,
        expert=st.just("expert"),
        fields=st.just(["trafficking"]),
        qualification=st.just("degree"),
        conflict_of_interest=st.booleans(),
        until=st.integers(1, 30).map(_until),
        dispute=disputes,
        excerpt=st.lists(st.integers(8, 20), max_size=3),
    ),
    _step("RepatriationLegDeparted", agencies, person=people, leg=st.just(1)),
    _step("RemoteStatementTaken", agencies, person=people, means=st.just("video_link")),
    _step("HearingHeld", st.just("pn"), file=files, testified=st.lists(people, max_size=1)),
    _step("CaseClosed", agencies, reason=st.just("services_completed")),
    _step("CaseReopened", agencies, reason=st.just("new_evidence")),
)
marks = st.sampled_from([Marks(0), Marks(0), Marks.LATE, Marks.CLOCK_SUSPECT, Marks.CONFLICTING])
stories = st.tuples(opening, st.lists(st.tuples(later, marks), max_size=25))


def log_of(story: tuple[Step, list[tuple[Step, Marks]]], case: UUID = CASE) -> list[LogRow]:
    """The rows of a random case, after those of the registry. A late event occurred a day before."""
    first, rest = story
    log = Log()
    for kind in (*AGENCIES, "expert"):
        log.add(named(CASE, kind), agency(kind))
    log.add(case, first)
    for step, mark in rest:
        log.add(case, step, classes=5, marks=int(mark), delay=timedelta(days=int(Marks.LATE in mark)))
    return log.rows


def transitions_of(rows: list[LogRow], case: UUID = CASE) -> list[Transition]:
    """The steps of the case, one an event."""
    directory: Directory = EMPTY
    steps: list[Transition] = []
    before = None
    for row in rows:
        event = read_event(row)
        transition = move(before if row.case == case else None, event, directory)
        directory = transition.directory
        if row.case == case:
            steps.append(transition)
            before = transition.after
    return steps
