"""Disputes over HTTP: cases with a dispute to read, for the tests of what is read."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from server.api.dispute_payloads import DisputePage, DisputeView
from server.registrar import NewAgency
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import POLICE, reader

PROSECUTOR, EXPERT = "kejari-ttu", "expert-ttu"
HASH = "0" * 64


async def register_expert(shared: Deployment) -> None:
    """An expert, registered once."""
    registrar = shared.registrar()
    if shared.services.directory.current.kind_of(EXPERT) is not None:
        return
    await registrar.register_agency(
        NewAgency(
            agency=EXPERT, kind="expert", name="Ahli", task_forces=("ttu",), root_key=None, possession=None
        )
    )
    await registrar.register_escrow(EXPERT)


class Story:
    """A case with a file between police and prosecutor, and a dispute on it."""

    def __init__(self, shared: Deployment) -> None:
        self.shared = shared
        self.case = self.file = self.dispute = UUID(int=0)
        self.positions: dict[str, int] = {}

    async def begins(self) -> "Story":
        await register_expert(self.shared)
        self.case = await self.shared.open_case()
        self.file, self.dispute = uuid4(), uuid4()
        await self.records(POLICE, "PoliceReportFiled", file=self.file, articles=["UU-21-2007:2"])
        await self.records(POLICE, "SpdpSent", file=self.file, prosecutor=PROSECUTOR)
        await self.records(POLICE, "FileSubmitted", **self.paper())
        return self

    def paper(self) -> dict[str, Any]:
        """The file as police send it."""
        document = {"sha256": HASH, "bytes": 1, "mediatype": "application/pdf", "holder": POLICE}
        return {"file": self.file, "sha256": HASH, "document": document}

    async def comes_back(self, number: int) -> None:
        """The prosecutor returns the file."""
        asked = [{"number": 1, "reason": "M1"}]
        await self.decides(
            PROSECUTOR, "FileReturned", file=self.file, return_number=number, instructions=asked
        )

    async def opens(self, **data: Any) -> "Story":
        fields = {"dispute": self.dispute, "sides": [POLICE, PROSECUTOR], "file": self.file, **data}
        await self.records(POLICE, "DisputeOpened", statement="Unsur tujuan", **fields)
        return self

    async def records(self, by: str, type_name: str, **data: Any) -> int:
        """One event, decisions resting on the case as it is; its position."""
        attributes = {"basedon": data.pop("basedon")} if "basedon" in data else {}
        made = event(by, type_name, self.case, data, **attributes)
        self.positions[type_name] = int((await self.shared.publish(by, made))["position"])
        return self.positions[type_name]

    async def decides(self, by: str, type_name: str, **data: Any) -> int:
        states = await self.shared.services.cases.at_head([self.case])
        return await self.records(by, type_name, basedon=states[self.case].version, **data)

    async def engages(self, **data: Any) -> int:
        fields = {
            "expert": EXPERT,
            "fields": ["trafficking"],
            "qualification": "certificate",
            "conflict_of_interest": False,
            "panel": "task_force",
            "until": (self.shared.time() + timedelta(days=10)).isoformat(),
            "dispute": self.dispute,
            "excerpt": [self.positions["FileSubmitted"]],
        }
        return await self.records(POLICE, "ExpertEngaged", **{**fields, **data})


async def disputed(shared: Deployment, **data: Any) -> Story:
    return await (await Story(shared).begins()).opens(**data)


async def seen(shared: Deployment, by: str, dispute: UUID) -> dict[str, Any]:
    await shared.settled()
    answer = await (await reader(shared, by)).get(f"/v1/disputes/{dispute}")
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=DisputeView, strict=True)
    found: dict[str, Any] = answer.json()
    return found


async def listed(shared: Deployment, by: str, role: str = "reader", **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, by, role)).get("/v1/disputes", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=DisputePage, strict=True)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
