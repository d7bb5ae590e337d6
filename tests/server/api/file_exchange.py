"""A police file over HTTP, from the SPDP to its return: what police and the prosecutor state of it."""

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import POLICE

PROSECUTOR = "kejari-ttu"
SENT, OTHER = "ab" * 32, "cd" * 32


class Exchange(NamedTuple):
    """A case and its file, with the log positions of what was recorded of it, by type."""

    shared: Deployment
    case: UUID
    file: UUID
    at: dict[str, int]

    async def states(self, agency: str, type_name: str, **data: Any) -> int:
        """One more event of the file; its position."""
        attributes = {}
        if type_name in ("FileReturned", "FileComplete"):
            attributes["basedon"] = (await self._version(),)[0]
        plain = event(agency, type_name, self.case, {"file": str(self.file), **data}, **attributes)
        position: int = (await self.shared.publish(agency, plain))["position"]
        self.at[type_name] = position
        return position

    async def _version(self) -> int:
        states = await self.shared.services.cases.at_head([self.case])
        return states[self.case].version


async def exchange(shared: Deployment) -> Exchange:
    """Police send the SPDP and the prosecutor receives it."""
    started = Exchange(shared, await shared.open_case(), uuid4(), {})
    await started.states(POLICE, "PoliceReportFiled")
    await started.states(POLICE, "InvestigationOrdered", ordered_on="2026-03-01", articles=["UU-21-2007:2"])
    await started.states(POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    await started.states(PROSECUTOR, "SpdpReceived")
    return started


def paper(sha256: str, holder: str) -> dict[str, Any]:
    """A paper with this hash, and that hash in the clear."""
    document = {"sha256": sha256, "bytes": 10, "mediatype": "application/pdf", "holder": holder}
    return {"sha256": sha256, "document": document}


async def returned(shared: Deployment) -> Exchange:
    """The file arrives as another than was sent and comes back with one instruction."""
    started = await exchange(shared)
    await started.states(POLICE, "FileSubmitted", **paper(SENT, POLICE))
    await started.states(PROSECUTOR, "FileReceived", sha256=OTHER)
    await started.states(
        PROSECUTOR,
        "FileReturned",
        return_number=1,
        instructions=[{"number": 1, "reason": "M1", "element": "purpose"}],
        texts=[{"number": 1, "text": "Uraikan tujuan eksploitasi."}],
    )
    return started
