"""`jejak bench access`: what one question of `visible` costs, asked by each kind of agency of a full case;
what it costs that PostgreSQL repeats the answer (ops/bench/second_line.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import perf_counter
from uuid import UUID, uuid4

from domain.access import Matrix, visible
from domain.case_state import BreakGlass, CaseState, Consent, Party, Person, Referral, Relation
from domain.events import EventHead
from domain.matrix import ALL_CLASSES
from ops.bench.figures import Comparison, Figure
from ops.bench.run import Run
from ops.bench.second_line import second_line
from server.rules import load_rules

PROMISED = 20e-6  # seconds of one question
QUESTIONS = 50  # timed together: one takes less than the clock can tell
NOW = datetime(2026, 3, 2, tzinfo=UTC)
CONSENT = uuid4()
TYPES = ("ReportReceived", "ReportTriaged", "ShelterPlaced", "SuspectDesignated", "VisumIssued", "SpdpSent")
READERS = (
    "uptdppa",
    "dinsos",
    "rsud",
    "ngo",
    "lpsk",
    "polres",
    "kejari",
    "bp3mi",
    "coordinator",
    "dpo",
    "disdik",
)


def access_suite(run: Run) -> Iterator[Figure]:
    """What a question costs in memory, then what the second line costs whole calls."""
    yield from questions(run)
    yield from second_line(run)


def questions(run: Run) -> Iterator[Figure]:
    """One figure for each kind of reader, beside what is promised of the dearest."""
    matrix, state = load_rules().matrix, full_case()
    for kind in READERS:
        run.say(f"access: {kind}")
        yield _figure(kind, _times(state, kind, matrix, run.seconds / len(READERS)))


def full_case() -> CaseState:
    """A child's case with 30 events of every class, each reader on it by a referral that names a consent, for
    a time and by consent, 6 consents, broken glass: everything that `visible` may have to look through."""
    child, referral = uuid4(), uuid4()
    consents = tuple(_consent(child) for _ in range(6))
    person = Person(child, child=True, assent=True, blocked_guardians=frozenset({"father"}))
    glass = BreakGlass(
        *(("polres", "e1"), "polres", child, ALL_CLASSES, "danger_to_life", NOW + timedelta(hours=3), 3)
    )
    return CaseState(
        id=uuid4(),
        kind="case",
        version=30,
        position=30,
        opened_at=NOW,
        opened_by="opener",
        latest_occurred=NOW,
        events=tuple(_head(position, child) for position in range(1, 31)),
        parties={
            kind: Party(kind, _relations(referral)) for kind in READERS if kind not in ("coordinator", "dpo")
        },
        persons={child: person},
        consents=consents,
        referrals={referral: _referral(referral, child)},
        break_glass={glass.event: glass},
    )


def _relations(referral: UUID) -> tuple[Relation, ...]:
    timed = Relation("granted", 2, 2, classes=ALL_CLASSES, until=NOW + timedelta(days=9))
    by_consent = Relation("granted", 3, 3, classes=ALL_CLASSES, on_consent=True)
    return Relation("referred", 1, 1, referral=referral), timed, by_consent


def _referral(number: UUID, person: UUID) -> Referral:
    """One that rests on a consent, of which everything still stands."""
    to, service = "dinsos", "social_rehabilitation"
    return Referral(number, "uptdppa", to, service, person, "all", 1, status="accepted", consent=CONSENT)


def _consent(person: UUID) -> Consent:
    return Consent(
        event=("uptdppa", uuid4().hex),
        id=CONSENT,
        person=person,
        purposes=("sharing",),
        recipients=frozenset(READERS),
        classes=ALL_CLASSES,
        granted_classes=ALL_CLASSES,
        guardian="mother",
        expires=None,
        ends=NOW + timedelta(days=90),
        position=1,
    )


def _head(position: int, person: UUID) -> EventHead:
    name = TYPES[position % len(TYPES)]
    return EventHead(position, position, name, "opener", f"e{position}", NOW, NOW, ALL_CLASSES, 0, person)


def _times(state: CaseState, kind: str, matrix: Matrix, seconds: float) -> list[float]:
    """Seconds of one question, as often as the time allows."""
    taken: list[float] = []
    heads = (state.events * 2)[:QUESTIONS]
    until = perf_counter() + seconds
    while perf_counter() < until:
        started = perf_counter()
        for head in heads:
            visible(state, kind, kind, head, matrix, NOW)
        taken.append((perf_counter() - started) / QUESTIONS)
    return taken


def _figure(kind: str, taken: list[float]) -> Figure:
    cut = quantiles(taken, n=100)
    promised = Comparison(peer=f"{PROMISED * 1e6:.0f} µs promised", ratio=cut[49] / PROMISED, most=1.0)
    return Figure(
        suite="access",
        profile="memory",
        subject="visible",
        load=f"asked by {kind}, {QUESTIONS} questions together",
        unit="questions",
        rate=1 / cut[49],
        p50=cut[49] * 1000,
        p99=cut[98] * 1000,
        beside=(promised,),
    )
