"""Two server processes publish to the same cases at once: what stands in the log is what a serial replay
would have accepted, nothing acknowledged is missing, and every process holds the states of the replay."""

import asyncio
import random
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.case import CaseState, evolve
from domain.catalogue.fields import DataClass
from domain.decisions import Accepted, decide, referenced_cases
from domain.envelope import Proposed
from domain.events import LogRow, Marks, RecordedEvent, read_event
from server.answers import Refused, Standing
from server.auth.principal import Principal
from server.services import Services
from server.start import open_services
from tests.server.api.agencies import Event, event
from tests.server.api.deployment import Deployment

UPTD, RSUD, NGO = "uptdppa-ttu", "rsud-ttu", "ngo-ttu"
CALLS = 12


class World:
    """What the callers know: few cases, few referrals, few ids, so that they get into each other's way."""

    def __init__(self, cases: list[UUID], chance: random.Random) -> None:
        self.cases = cases
        self.chance = chance
        self.referrals = [str(uuid4()) for _ in range(4)]
        self.persons = [str(uuid4()) for _ in range(3)]
        self.ids = [f"shared-{number}" for number in range(6)]

    def batch(self, agency: str) -> list[Event]:
        return [self._event(agency) for _ in range(self.chance.randint(1, 5))]

    def _event(self, agency: str) -> Event:
        name: str
        data: dict[str, Any]
        choice, case = self.chance.choice, self.chance.choice(self.cases)
        basedon = self.chance.randint(1, 12)
        referral = {"referral": choice(self.referrals)}
        if agency == UPTD:
            name, data = choice(
                [
                    ("ReportTriaged", {"person": choice(self.persons), "urgency": "urgent"}),
                    ("ReferralOffered", {**referral, "to": RSUD, "service": "health_rehabilitation"}),
                    ("ReferralWithdrawn", {**referral, "reason": "Other"}),
                    ("CaseClosed", {"reason": "contact_lost"}),
                    ("CaseReopened", {"reason": "contact_restored"}),
                    ("AccessGranted", {"agency": NGO, "reason": "task", "history": "all"}),
                    ("AccessRevoked", {"agency": NGO, "reason": "task_ended"}),
                    ("DuplicateLinked", {"pairs": self._pairs(), "reason": "same_identity_number"}),
                ]
            )
        elif agency == RSUD:
            name, data = choice(
                [("ReferralAccepted", referral), ("ReferralDeclined", {**referral, "reason": "Other"})]
            )
        else:
            name, data = "CaseClosed", {"reason": "contact_lost"}
        subject = uuid4() if name == "DuplicateLinked" else case
        made = event(agency, name, subject, data, basedon=basedon)
        if self.chance.random() < 0.2:
            made["id"] = choice(self.ids)
        if self.chance.random() < 0.2:
            made["group"] = "g"
        return made

    def _pairs(self) -> list[dict[str, str]]:
        return [{"case": str(case), "person": self.chance.choice(self.persons)} for case in self.cases[:2]]


async def _call(services: Services, world: World, agency: str, standing: list[Standing]) -> None:
    principal = Principal(uuid4(), agency, "publisher")
    for _ in range(CALLS):
        items = [msgspec.json.encode(each) for each in world.batch(agency)]
        answer = await services.publisher.publish(items, principal)
        assert len(answer.answers) == len(items)
        assert "busy" not in {each.refusal.type for each in answer.answers if isinstance(each, Refused)}
        standing += [each for each in answer.answers if isinstance(each, Standing)]


@pytest.mark.parametrize("seed", range(4))
async def test_what_two_processes_record_a_serial_replay_accepts(deployment: Deployment, seed: int) -> None:
    chance = random.Random(seed)
    world = World([await deployment.open_case() for _ in range(3)], chance)
    standing: list[Standing] = []
    before = (await deployment.services.reader.head()).position
    async with open_services(deployment.services.settings, deployment.time) as other:
        await asyncio.gather(
            *(
                _call(services, world, agency, standing)
                for services in (deployment.services, other)
                for agency in (UPTD, UPTD, RSUD, NGO)
            )
        )
        rows = await deployment.services.reader.page(0, 5000)
        assert [row.position for row in rows] == list(range(1, len(rows) + 1))
        assert {(each.position, each.id) for each in standing} <= {
            (row.position, row.event_id) for row in rows
        }
        assert {row.position for row in rows if row.position > before} == {each.position for each in standing}
        _replay(deployment.services, rows, before)
        for services in (deployment.services, other):
            await _same_states(services, rows)


def _replay(services: Services, rows: list[LogRow], before: int) -> None:
    states: dict[UUID, CaseState] = {}
    directory = services.directory.current
    for row in rows:
        read = read_event(row)
        if row.position > before:
            proposed = _proposed(row, read)
            others = {case: states.get(case) for case in referenced_cases(proposed)}
            state = states.get(row.case)
            rules = services.rules
            verdict = decide(state, directory, proposed, row.recordedat, others, rules.limits, rules.matrix)
            assert isinstance(verdict, Accepted), (row.position, read.type, verdict)
            assert int(verdict.marks) == row.marks & ~Marks.ESCROW, (row.position, read.type)
        states[row.case] = evolve(states.get(row.case), read)


async def _same_states(services: Services, rows: list[LogRow]) -> None:
    folded: dict[UUID, CaseState] = {}
    for row in rows:
        folded[row.case] = evolve(folded.get(row.case), read_event(row))
    held = services.publisher._states
    await held.outdated(list(folded))
    await held.ensure(folded)
    for stream, state in folded.items():
        entry = held.get(stream)
        assert (entry.pending, entry.committed) == (0, state)
        assert entry.speculative == state


def _proposed(row: LogRow, read: RecordedEvent) -> Proposed:
    return Proposed(
        event_type=read.event_type,
        body=read.body,
        data=read.data,
        agency=read.agency,
        case=row.case,
        occurred=read.occurred,
        payload=read.payload,
        state=row.state,
        kid=read.kid,
        assurance="escrow",
        disclosures=(),
        classes=DataClass.CASE,
        body_hash=read.hash,
    )
