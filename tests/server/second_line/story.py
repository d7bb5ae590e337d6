"""A case of which several agencies may read bodies or bare rows, and one that is of the police alone."""

from uuid import UUID, uuid4

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, filed

NGO = "ngo-ttu"
READERS = (OWNER, POLICE, NGO, "kejari-ttu", "rsud-ttu", "desa-ttu")


async def two_cases(deployment: Deployment) -> tuple[UUID, UUID]:
    """Publishes both and waits for the ledgers; the shared case first."""
    case, other = await deployment.open_case(), uuid4()
    await filed(deployment, case)
    offer = {
        "referral": str(uuid4()),
        "to": NGO,
        "service": "legal_aid",
        "person": str(uuid4()),
        "urgency": "routine",
    }
    await deployment.publish(OWNER, event(OWNER, "ReferralOffered", case, offer))
    await filed(deployment, other)
    await deployment.settled()
    return case, other
