"""A case in which somebody asks for a copy of their own data, with canaries in every class of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from domain.catalogue import REGISTRY
from server.registrar import NewAgency
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

MANAGER, POLICE, NGO, CLINIC, OFFICER = "uptdppa-ttu", "polres-ttu", "ngo-ttu", "rsud-ttu", "dpo"
OWN = {
    "name": "KENARI-NAMA",
    "address": "KENARI-RUMAH-AMAN",
    "health": "KENARI-VISUM",
    "mind": "KENARI-BATIN",
}
OTHERS = {
    "victim": "KENARI-KORBAN-LAIN",
    "reporter": "KENARI-PELAPOR",
    "suspect": "KENARI-TERSANGKA",
    "recruiter": "KENARI-PEREKRUT",
    "story": "KENARI-CERITA",
    "companion": "KENARI-PENDAMPING",
    "relative": "KENARI-PAMAN",
}


@dataclass
class Told:
    """A case with two victims and a suspect, and the request of one of the victims."""

    shared: Deployment
    person: UUID = field(default_factory=uuid4)
    other: UUID = field(default_factory=uuid4)
    access: UUID = field(default_factory=uuid4)
    worker: UUID = field(default_factory=uuid4)
    case: UUID = field(default_factory=uuid4)

    async def says(self, by: str, type_name: str, **data: Any) -> int:
        """Recorded as happening now; a decision rests on the case as it is."""
        decides = REGISTRY[type_name].kind == "decision"
        versions = await self.shared.services.reader.case_versions([self.case]) if decides else {}
        made = event(
            *(by, type_name, self.case, {key: each for key, each in data.items() if each is not None}),
            basedon=versions.get(self.case),
            time=self.shared.time().isoformat(),
        )
        position: int = (await self.shared.publish(by, made))["position"]
        return position

    async def begins(self, *, child: bool = False) -> None:
        await officer(self.shared)
        person: dict[str, Any] = {"person": self.person}
        await self.says(
            *(MANAGER, "ReportReceived"),
            channel="walk_in",
            routed_to=[MANAGER, POLICE],
            victim_name=OWN["name"],
            reporter_name=OTHERS["reporter"],
            recruiter_handle=OTHERS["recruiter"],
            statement=OTHERS["story"],
            **person,
        )
        await self.says(MANAGER, "CaseManagerAssigned", agency=MANAGER)
        known = {"sex": "female", "age_band": "9-17" if child else "18-20", "child": child}
        await self.says(MANAGER, "VictimRegistered", name=OWN["name"], **known, **person)
        await self.says(
            *(MANAGER, "VictimRegistered"),
            person=self.other,
            sex="male",
            age_band="18-20",
            child=False,
            name=OTHERS["victim"],
        )
        await self.says(
            *(MANAGER, "ServiceOpened"),
            service="social_rehabilitation",
            psychosocial_notes=OWN["mind"],
            health_notes=OWN["health"],
            **person,
        )
        await self.says(
            MANAGER, "ShelterPlaced", voluntary=True, address={"street": OWN["address"]}, **person
        )
        await self.says(
            *(MANAGER, "CompanionAssigned"),
            companion="paralegal",
            companion_name=OTHERS["companion"],
            **person,
        )
        await self.says(
            *(MANAGER, "ConsentGranted"),
            purposes=["legal"],
            recipients=[POLICE],
            classes=["victim_identity"],
            explained_by=self.worker,
            **person,
        )
        await self.says(MANAGER, "SubjectNotified", subject="case_progress", **person)

    async def asks(self, asked_by: str = "person", relation: str | None = None) -> None:
        await self.says(
            *(MANAGER, "SubjectAccessRequested"),
            access=self.access,
            person=self.person,
            asked_by=asked_by,
            guardian_relation=relation,
        )

    async def gives(self, by: str = MANAGER, **data: Any) -> int:
        return await self.says(by, "SubjectAccessGiven", access=self.access, person=self.person, **data)

    async def fetched(
        self, by: str = MANAGER, suffix: str = "", person: UUID | None = None
    ) -> httpx.Response:
        await self.shared.settled()
        caller = await self.shared.caller(by, "dpo" if by == OFFICER else "reader")
        return await caller.get(f"/v1/cases/{self.case}/persons/{person or self.person}/access{suffix}")

    async def copy(self, by: str = MANAGER) -> Any:
        answer = await self.fetched(by)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def officer(shared: Deployment) -> None:
    """The data protection officer joins, once."""
    if OFFICER not in shared.services.directory.current.agencies:
        await shared.registrar().register_agency(NewAgency(agency=OFFICER, kind="dpo", name="Pejabat PDP"))
        await shared.registrar().register_escrow(OFFICER)


async def told(shared: Deployment, asked_by: str = "person", relation: str | None = None) -> Told:
    """A case in which a person, or a guardian for a child, has asked."""
    made = Told(shared)
    await made.begins(child=asked_by == "guardian")
    await made.asks(asked_by, relation)
    return made


@contextmanager
def later(shared: Deployment, span: timedelta) -> Iterator[None]:
    """What is done within is done so much later."""
    before = shared.time.now
    shared.time.now = before + span
    try:
        yield
    finally:
        shared.time.now = before


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def reads_of(shared: Deployment, call: str, case: UUID) -> list[Any]:
    query = "SELECT agency, purpose, positions, classes FROM jejak.reads WHERE call = %s AND case_id = %s"
    async with shared.services.pool.connection() as conn:
        return await (await conn.execute(query, [call, case])).fetchall()
