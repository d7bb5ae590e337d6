"""Readers and a case to read, for the tests of what is read."""

from typing import Any
from uuid import UUID

from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment

OWNER, POLICE, STRANGER = "uptdppa-ttu", "polres-ttu", "ngo-ttu"


async def reader(shared: Deployment, agency: str, role: Any = "reader") -> Caller:
    return await shared.caller(agency, role)


async def filed(shared: Deployment, case: UUID, **attributes: Any) -> int:
    """The police file a report; its position."""
    data = {"articles": ["UU-21-2007:2"], "report_number": "LP/1/III/2026"}
    answer = await shared.publish(POLICE, event(POLICE, "PoliceReportFiled", case, data, **attributes))
    position: int = answer["position"]
    return position
