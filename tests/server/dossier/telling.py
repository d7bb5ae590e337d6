"""The story of a dispute with canaries in what each may and may not read, and its dossier as fetched."""

import io
import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx

from server.auth.principal import Role
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.disputing import EXPERT, HASH, PROSECUTOR, Story
from tests.server.api.readers import OWNER, POLICE

HOSPITAL = "rsud-ttu"
NAME, ADDRESS, NOTES = "KENARI-KORBAN", "KENARI-RUMAH-AMAN", "KENARI-CATATAN-BATIN"
SUSPECT, INSTRUCTION, ARGUMENT = "KENARI-TERSANGKA", "KENARI-PETUNJUK", "KENARI-PENDAPAT"
REPORT, OPINION = "KENARI-URAIAN", "KENARI-AHLI"


class Dispute(Story):
    """A file between police and prosecutor, its return, what each holds, an expert, a proposed outcome."""

    def __init__(self, shared: Deployment) -> None:
        super().__init__(shared)
        self.person, self.suspect = uuid4(), uuid4()

    async def begins(self) -> "Dispute":
        await super().begins()
        return self

    async def tells(self) -> "Dispute":
        """Everything up to the proposal; what is of persons besides, and what of another file."""
        await self.begins()
        await self.of_persons()
        await self.returned()
        await self.opens(
            element="purpose", discrepancy={"kind": "elements_differ", "ref": f"{self.file}/purpose"}
        )
        await self.engages()
        await self.argued()
        await self.decides(
            POLICE,
            "DisputeOutcomeProposed",
            dispute=self.dispute,
            proposal=uuid4(),
            outcome="evidence_to_be_added",
        )
        return self

    async def of_persons(self) -> None:
        """What the dispute is not about."""
        known = {"person": self.person, "sex": "female", "age_band": "18-20", "child": False}
        await self.records(OWNER, "VictimRegistered", name=NAME, **known)
        await self.records(
            *(OWNER, "ShelterPlaced"), person=self.person, voluntary=True, address={"street": ADDRESS}
        )
        await self.records(
            OWNER,
            "ServiceOpened",
            person=self.person,
            service="social_rehabilitation",
            psychosocial_notes=NOTES,
        )
        await self.records(
            POLICE, "SuspectDesignated", suspect=self.suspect, file=self.file, name=SUSPECT, statement=REPORT
        )

    async def returned(self) -> None:
        """The file is received and comes back with an instruction, which police contest."""
        await self.records(PROSECUTOR, "FileReceived", file=self.file, sha256=HASH)
        await self.decides(
            PROSECUTOR,
            "FileReturned",
            file=self.file,
            return_number=1,
            instructions=[{"number": 1, "reason": "M1", "element": "purpose"}],
            texts=[{"number": 1, "text": INSTRUCTION}],
        )
        answered = {"return_number": 1, "number": 1, "answer": "contested", "reason": "different_view"}
        await self.records(POLICE, "InstructionAnswered", file=self.file, **answered)

    async def argued(self) -> None:
        """What each side holds of the purpose, and the expert's opinion."""
        about = {"on": "element", "element": "purpose", "dispute": self.dispute, "file": self.file}
        cites = [self.positions["FileSubmitted"]]
        for by, holds, said in (
            (POLICE, "met", ARGUMENT),
            (PROSECUTOR, "not_met", ARGUMENT),
            (EXPERT, "partly", OPINION),
        ):
            await self.records(
                *(by, "PositionRecorded"),
                holds=holds,
                cites=cites,
                legal_basis=["UU-21-2007:1(1)"],
                statement=said,
                **about,
            )


@dataclass
class Dossier:
    """A dossier as it was fetched."""

    answer: httpx.Response
    files: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: httpx.Response) -> "Dossier":
        assert answer.status_code == 200, answer.text
        with ZipFile(io.BytesIO(answer.content)) as packed:
            return cls(answer, {name: packed.read(name) for name in packed.namelist()})

    def json(self, path: str) -> Any:
        return json.loads(self.files[path])

    def below(self, folder: str) -> dict[str, bytes]:
        """The files of a folder by their names in it."""
        return {
            name.removeprefix(f"{folder}/"): raw
            for name, raw in self.files.items()
            if name.startswith(f"{folder}/")
        }

    @property
    def manifest(self) -> Any:
        return self.json("manifest.json")

    @property
    def events(self) -> dict[int, Any]:
        """The files of events by log position."""
        found = (json.loads(raw) for raw in self.below("events").values())
        return {each["position"]: each for each in found}

    @property
    def of_case(self) -> dict[int, Any]:
        """Those of the case itself, not of the registry."""
        case = self.manifest["case"]
        return {at: each for at, each in self.events.items() if body(each)["subject"] == case}

    @property
    def disclosed(self) -> dict[int, dict[str, Any]]:
        """By log position what is disclosed, by field."""
        opened = {at: map(decoded, each["disclosures"]) for at, each in self.events.items()}
        return {at: {name: value for _, name, value in each} for at, each in opened.items()}

    @property
    def page(self) -> str:
        return self.files["timeline.html"].decode()


class Fetch(Protocol):
    """Fetches the dossier of one dispute as an agency."""

    async def __call__(self, agency: str, role: Role = "reader") -> Dossier: ...


def decoded(text: str) -> Any:
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def body(event_file: Any) -> Any:
    """The signed body of an event of a dossier."""
    return decoded(event_file["state"].split(".")[1])


async def asked(shared: Deployment, by: str, dispute: UUID, role: Any = "reader") -> httpx.Response:
    await shared.settled()
    return await (await shared.caller(by, role)).get(f"/v1/disputes/{dispute}/dossier")


async def dossier(shared: Deployment, by: str, dispute: UUID, role: Any = "reader") -> Dossier:
    return Dossier.of(await asked(shared, by, dispute, role))


async def feed_of(shared: Deployment, by: str, case: UUID) -> dict[int, Any]:
    """By log position the last row of the agency's ledger that shows an event of the case."""
    await shared.settled()
    caller, found, after = await shared.caller(by, "reader"), {}, 0
    while True:
        page = (await caller.get("/v1/feed", after=after, limit=500)).json()
        for row in page["items"]:
            if row["case"] == str(case) and ("event" in row or "stage" in row):
                found[row["logposition"]] = row
        if page["next"] >= page["head"]:
            return found
        after = page["next"]


__all__ = ["EXPERT", "HOSPITAL", "OWNER", "POLICE", "PROSECUTOR", "Dispute", "Dossier", "event"]
