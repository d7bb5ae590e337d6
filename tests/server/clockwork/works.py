"""A clockwork that a test drives, the cases it works on, and what it put on record."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.body import Signer
from domain.events import RecordedEvent, read_event
from server.clockwork.clockwork import Clockwork
from server.evidence.keystore import PrivateKey
from server.registrar import NewAgency
from server.services import Services
from tests.server.api.agencies import Key, event
from tests.server.api.deployment import Deployment

UPTD, RSUD, NGO, DISDIK = "uptdppa-ttu", "rsud-ttu", "ngo-ttu", "disdik-ttu"
COURT = "pn-ttu"
HOST = "deployment"
OF_CLOCKS = ("DeadlineLapsed", "ClockRecomputed")
PHONE, BORN = "+6281234567890", 2001


class Works:
    """The clockwork of one process on a deployment; `services` where it is another than the deployment's."""

    def __init__(self, deployment: Deployment, services: Services | None = None) -> None:
        self.deployment = deployment
        self.services = services or deployment.services
        self.clockwork = Clockwork(self.services)

    async def run(self, **span: float) -> int | None:
        """Lets that much time pass and the views catch up, then runs one round.

        How much was recorded that is no clock's, of which any case has some; None where another leads.
        """
        self.deployment.time.pass_by(**span)
        head = await self.deployment.settled()
        if await self.clockwork.run_once(self.deployment.time()) is None:
            return None
        return sum(each.type not in OF_CLOCKS for each in (await on_record(self.deployment))[head:])

    async def recorded(self, type_name: str) -> list[RecordedEvent]:
        """Everything of this type on record."""
        return [each for each in await on_record(self.deployment) if each.type == type_name]

    async def publish(self, agency: str, type_name: str, case: UUID, data: Any, **attributes: Any) -> int:
        """One event, dated now; its position."""
        made = event(
            agency, type_name, case, data, **{"time": self.deployment.time().isoformat(), **attributes}
        )
        position: int = (await self.deployment.publish(agency, made))["position"]
        return position

    async def report(self, agency: str, **data: Any) -> tuple[UUID, UUID]:
        """A case with one person; the case and the person."""
        case, person = uuid4(), uuid4()
        fields = {"channel": "phone", "person": str(person), **data}
        await self.publish(agency, "ReportReceived", case, fields)
        return case, person

    async def grant(self, case: UUID, hours: float, agency: str = NGO, **attributes: Any) -> int:
        """Access for so many hours."""
        until = (self.deployment.time() + timedelta(hours=hours)).isoformat()
        fields = {"agency": agency, "reason": "task", "history": "all", "until": until}
        return await self.publish(UPTD, "AccessGranted", case, fields, **attributes)


async def on_record(deployment: Deployment) -> list[RecordedEvent]:
    """The whole log."""
    return [read_event(row) for row in await deployment.services.reader.page(0, 100_000)]


async def seat_task_force(deployment: Deployment) -> None:
    """The task force of the regency, with its education office, and the court."""
    registrar = deployment.registrar()
    new = NewAgency(agency=DISDIK, kind="disdik", name="Dinas Pendidikan", task_forces=("ttu",))
    await registrar.register_agency(new)
    await registrar.register_escrow(DISDIK)
    root, key = Key(COURT), Key(COURT)
    proof = root.possession("root")
    court = NewAgency(agency=COURT, kind="pn", name="Pengadilan Negeri", root_key=root.x, possession=proof)
    await registrar.register_agency(court)
    signer = Signer(root.kid, root.private.sign)
    await registrar.register_key(COURT, PrivateKey(key.public, key.private), "agency", signer)
    deployment.keys[COURT] = key
    members = (UPTD, RSUD, NGO, DISDIK, "polres-ttu", "kejari-ttu", "coordinator")
    await registrar.configure_task_force("ttu", UPTD, members, "Asia/Makassar")
