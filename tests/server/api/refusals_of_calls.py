"""What the state of a case, the registry, the caller or the server itself refuses, provoked over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import httpx
from psycopg import AsyncConnection

from server.auth.rules import Rate
from server.dossier import sealing
from server.log.group_commit import Busy
from tests.server.api.agencies import BATCH, NOW, Caller, event
from tests.server.api.deployment import Deployment
from tests.server.api.disputing import disputed
from tests.server.api.refusals import CANARY, post, post_signed, provokes, publisher, report


@provokes("authority_missing")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case()
    data = {"file": str(uuid4()), "ordered_on": "2026-03-02", "articles": ["UU-21-2007:2"]}
    return await post(deployment, event("uptdppa-ttu", "InvestigationOrdered", case, data))


@provokes("case_unknown")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case()
    data = {"person": str(uuid4()), "urgency": "urgent"}
    return await (await publisher(deployment, "ngo-ttu")).post(event("ngo-ttu", "ReportTriaged", case, data))


@provokes("case_closed")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case()
    closed = event("uptdppa-ttu", "CaseClosed", case, {"reason": "contact_lost"}, basedon=1)
    await deployment.publish("uptdppa-ttu", closed)
    offer = {"referral": str(uuid4()), "to": "ngo-ttu", "service": "legal_aid"}
    return await post(deployment, event("uptdppa-ttu", "ReferralOffered", case, offer))


@provokes("stream_kind")
async def _(deployment: Deployment) -> httpx.Response:
    key = deployment.keys["polres-ttu"]
    stream = deployment.stream_of("polres-ttu")
    return await post_signed(deployment, key.sign(report(stream, agency="polres-ttu")))


async def close(deployment: Deployment, case: UUID, **attributes: Any) -> httpx.Response:
    data = {"reason": "contact_lost"}
    return await post(deployment, event("uptdppa-ttu", "CaseClosed", case, data, **attributes))


@provokes("basedon_missing")
async def _(deployment: Deployment) -> httpx.Response:
    return await close(deployment, await deployment.open_case())


@provokes("basedon_ahead")
async def _(deployment: Deployment) -> httpx.Response:
    return await close(deployment, await deployment.open_case(), basedon=9)


@provokes("stale")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case()
    data = {"articles": ["UU-21-2007:2"], "victim_name": CANARY}
    await deployment.publish("polres-ttu", event("polres-ttu", "PoliceReportFiled", case, data))
    return await close(deployment, case, basedon=1)


@provokes("dated_in_future")
async def _(deployment: Deployment) -> httpx.Response:
    tomorrow = (NOW + timedelta(days=1)).isoformat()
    return await close(deployment, await deployment.open_case(), basedon=1, time=tomorrow)


@provokes("id_reused")
async def _(deployment: Deployment) -> httpx.Response:
    await deployment.publish("uptdppa-ttu", report(id="once"))
    return await post(deployment, report(id="once"))


@provokes("group_refused")
async def _(deployment: Deployment) -> httpx.Response:
    case = uuid4()
    bad = report(case, group="g", data={"channel": CANARY})
    return await post(deployment, [report(case, group="g"), bad], BATCH)


@provokes("group_spans_cases")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, [report(group="g"), report(group="g")], BATCH)


@provokes("precondition")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case()
    accepted = event("uptdppa-ttu", "ReferralAccepted", case, {"referral": str(uuid4())}, basedon=1)
    return await post(deployment, accepted)


@provokes("unauthenticated")
async def _(deployment: Deployment) -> httpx.Response:
    return await Caller(deployment.http, CANARY.replace(" ", "")).post(report())


@provokes("forbidden")
async def _(deployment: Deployment) -> httpx.Response:
    return await (await deployment.caller("uptdppa-ttu", "reader")).post(report())


@provokes("not_found")
async def _(deployment: Deployment) -> httpx.Response:
    return await (await deployment.caller("ngo-ttu", "reader")).get(
        f"/v1/cases/{await deployment.open_case()}"
    )


@provokes("busy")
async def _(deployment: Deployment) -> httpx.Response:
    def full(_unit: object) -> None:
        raise Busy

    with patch.object(deployment.services.publisher._log, "submit", full):
        return await post(deployment, report())


@provokes("notice_required")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case(victim_name=CANARY)
    return await (await deployment.untold("uptdppa-ttu")).get(f"/v1/cases/{case}")


@provokes("read_log_unavailable")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case()
    reader = await deployment.caller("uptdppa-ttu", "reader")
    async with without_read_log(deployment.services.settings.database_url):
        return await reader.get(f"/v1/cases/{case}")


@provokes("not_sealed")
async def _(deployment: Deployment) -> httpx.Response:
    """No signer is at work, and nobody waits for one."""
    story = await disputed(deployment)
    await deployment.settled()
    reader = await deployment.caller("polres-ttu", "reader")
    with patch.object(sealing, "PATIENCE", 0.0):
        return await reader.get(f"/v1/disputes/{story.dispute}/dossier")


@asynccontextmanager
async def without_read_log(database: str) -> AsyncIterator[None]:
    """The read log out of reach of the server."""
    async with await AsyncConnection.connect(database, autocommit=True) as owner:
        await owner.execute("ALTER TABLE jejak.reads RENAME TO reads_away")
        try:
            yield
        finally:
            await owner.execute("ALTER TABLE jejak.reads_away RENAME TO reads")


@provokes("ledger_differs")
async def _(deployment: Deployment) -> httpx.Response:
    reader = await deployment.caller("desa-ttu", "reader")
    return await reader.post_to("/v1/feed/ack", {"position": 10**6, "hash": "0" * 64})


@provokes("bad_request")
async def _(deployment: Deployment) -> httpx.Response:
    return await deployment.http.get("/health/live", headers={"host": "not a host"})


@provokes("invalid_parameter")
async def _(deployment: Deployment) -> httpx.Response:
    return await (await deployment.caller("uptdppa-ttu", "reader")).get("/v1/cases", limit=CANARY)


@provokes("method_not_allowed")
async def _(deployment: Deployment) -> httpx.Response:
    return await deployment.http.delete("/v1/events")


@provokes("internal_error")
async def _(deployment: Deployment) -> httpx.Response:
    async def fail(*_: object) -> None:
        raise ValueError(CANARY)

    with patch.object(deployment.services.publisher, "publish", fail):
        return await post(deployment, report())


@provokes("login_refused")
async def _(deployment: Deployment) -> httpx.Response:
    typed = {"login": CANARY, "password": CANARY, "code": "000000"}
    return await deployment.http.post("https://jejak.test/v1/session", json=typed)


@provokes("too_many_requests")
async def _(deployment: Deployment) -> httpx.Response:
    reader = await deployment.caller("uptdppa-ttu", "reader")
    once = Rate(basis="a test", confidence="D", per_second=0.001, burst=1)
    with patch.object(deployment.services.entrance.systems, "rate", once):
        await reader.get("/v1/cases")
        return await reader.get("/v1/cases")


@provokes("access_refused")
async def _(deployment: Deployment) -> httpx.Response:
    by, person = "uptdppa-ttu", str(uuid4())
    case = await deployment.open_case(person=person)
    access = {"access": str(uuid4()), "person": person}
    told: tuple[tuple[str, dict[str, Any]], ...] = (
        ("CaseManagerAssigned", {"agency": by}),
        ("SubjectAccessRequested", {**access, "asked_by": "person"}),
        ("SubjectAccessGiven", access),
        ("SubjectAccessRefused", {**access, "ground": "endangers_person"}),
    )
    for version, (name, data) in enumerate(told, 1):
        await deployment.publish(by, event(by, name, case, data, basedon=version))
    reader = await deployment.caller(by, "reader")
    return await reader.get(f"/v1/cases/{case}/persons/{person}/access")
