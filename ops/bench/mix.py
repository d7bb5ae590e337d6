"""Events as a regency has them: reports that open cases, triage, interviews, services. Nobody is real."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from jejak_client.envelope import Event, new_event

ACTIVE = 100  # cases that are worked on at a time: few beside a log of 10,000, so cases are as long in any
EVENTS_A_CASE = 20
OPENING = 0.1  # the share of reports that open a case, where the cases that go on are given
STEP, SPAN = timedelta(seconds=20), timedelta(days=365)
LIVE_STEP, LIVE_SPAN = timedelta(milliseconds=10), timedelta(hours=6)
FINDINGS = (
    "Orang rekaan ini bercerita bahwa perekrut rekaan menjanjikan pekerjaan, menahan surat-surat dan "
    "memotong upah; keterangan ini dibuat untuk pengukuran dan tidak menyangkut siapa pun."
)
NEEDS = ("safety", "medical", "shelter", "psychological", "legal")
SERVICES = ("health_rehabilitation", "social_rehabilitation", "legal_aid", "social_reintegration")


class Case(NamedTuple):
    """A case and the one person it concerns."""

    id: UUID
    person: UUID


class Mix:
    """The events of one agency; its reports are routed to `routed_to`. The same seed gives the same events.

    Each event occurs STEP after the one before, the first a year before `now`: the past of a deployment.
    Those of today (`live`) begin some hours ago: no time limit has passed before its event is recorded.
    """

    def __init__(
        self, agency: str, routed_to: tuple[str, ...], seed: int, now: datetime, *, live: bool = False
    ) -> None:
        self._agency = agency
        self._routed_to = routed_to
        self._random = Random(f"{agency}/{seed}")
        self._step = LIVE_STEP if live else STEP
        self._time = now.astimezone(UTC) - (LIVE_SPAN if live else SPAN)

    def case(self) -> Case:
        """A case that nobody has opened yet."""
        return Case(self._uuid(), self._uuid())

    def opening(self, case: Case) -> Event:
        """The report that opens a case."""
        data = {
            "channel": self._random.choice(("walk_in", "phone", "online", "village")),
            "routed_to": list(self._routed_to),
            "person": str(case.person),
            "child": False,
            "sex": "female",
            "age_band": "24-26",
            "regency": "53.03",
            "country": "MY",
            "victim_name": self._name(),
            "reporter_phone": f"+62811{self._random.randrange(10**7):07}",
            "safe_contact": "Hanya pesan singkat, sesudah pukul 19",
        }
        return self._event("ReportReceived", case, data)

    def following(self, case: Case) -> Event:
        """One more event of an open case."""
        return self._random.choice((self._triage, self._interview, self._service))(case)

    def going_on(self, cases: list[Case]) -> Iterator[Event]:
        """Events of these open cases at random, and new cases among them, without end."""
        while True:
            if self._random.random() < OPENING:
                yield self.opening(self.case())
            else:
                yield self.following(self._random.choice(cases))

    def from_nothing(self) -> Iterator[Event]:
        """A log without end: ACTIVE cases at a time; each ends after EVENTS_A_CASE and another is opened."""
        active: list[tuple[Case, int]] = []
        while True:
            if len(active) < ACTIVE:
                case = self.case()
                active.append((case, EVENTS_A_CASE - 1))
                yield self.opening(case)
                continue
            number = self._random.randrange(len(active))
            case, left = active[number]
            active[number] = (case, left - 1)
            if left == 1:
                active[number] = active[-1]
                active.pop()
            yield self.following(case)

    def _triage(self, case: Case) -> Event:
        data = {
            "person": str(case.person),
            "urgency": "urgent",
            "child": False,
            "needs": self._random.sample(NEEDS, 2),
            "risk_from_family": False,
            "victim_name": self._name(),
            "safe_contact": "Lewat pendamping, siang hari",
        }
        return self._event("ReportTriaged", case, data)

    def _interview(self, case: Case) -> Event:
        data = {
            "person": str(case.person),
            "interview_number": self._random.randint(1, 9),
            "companion": "social_worker",
            "interviewer_sex": "female",
            "language": "ind",
            "findings": FINDINGS,
            "recording": self._document("audio/ogg"),
        }
        return self._event("IdentificationInterviewHeld", case, data)

    def _service(self, case: Case) -> Event:
        data = {
            "service": self._random.choice(SERVICES),
            "person": str(case.person),
            "planned_end": "2027-06-30",
            "health_notes": "Pemeriksaan awal rekaan, tanpa temuan.",
            "psychosocial_notes": FINDINGS,
        }
        return self._event("ServiceOpened", case, data)

    def _document(self, mediatype: str) -> dict[str, Any]:
        digest = f"{self._random.getrandbits(256):064x}"
        size = self._random.randrange(10**6)
        return {"sha256": digest, "bytes": size, "mediatype": mediatype, "holder": self._agency}

    def _event(self, type_name: str, case: Case, data: dict[str, Any]) -> Event:
        self._time += self._step
        attributes = {"id": str(self._uuid()), "actor": str(self._uuid()), "basis": "Permen PPPA 8/2021"}
        return new_event(self._agency, f"jejak.{type_name}.v1", case.id, data, self._time, **attributes)

    def _name(self) -> str:
        return f"Orang Rekaan {self._random.randrange(10**6)}"

    def _uuid(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)
