"""Plain events published as an agency, in a line of a test."""

from typing import Any
from uuid import UUID

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment


async def publish(deployment: Deployment, by: str, type_name: str, case: UUID, **data: Any) -> Any:
    attributes = data.pop("attributes", {})
    return await (await deployment.caller(by)).post(event(by, type_name, case, data, **attributes))


async def recorded(deployment: Deployment, by: str, type_name: str, case: UUID, **data: Any) -> Any:
    answer = await publish(deployment, by, type_name, case, **data)
    assert answer.status_code == 201, answer.text
    return answer.json()
