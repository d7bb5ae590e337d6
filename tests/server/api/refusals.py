"""For every kind of problem one way to provoke it over HTTP. `CANARY` stands where a value could leak."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import httpx
import msgspec
from psycopg import AsyncConnection

from domain.keys import possession_statement, prove_possession, thumbprint
from server.log.group_commit import Busy
from tests.server.api.agencies import BATCH, NOW, ORIGIN, PLAIN, SIGNED, Caller, Event, Key, event
from tests.server.api.deployment import Deployment

CANARY = "Kanari Rahasia"

Provoke = Callable[[Deployment], Awaitable[httpx.Response]]
PROVOKED: dict[str, Provoke] = {}


def provokes(slug: str) -> Callable[[Provoke], Provoke]:
    """Enters a way under its slug."""

    def enter(provoke: Provoke) -> Provoke:
        PROVOKED[slug] = provoke
        return provoke

    return enter


def report(case: UUID | None = None, /, agency: str = "uptdppa-ttu", **attributes: Any) -> Event:
    """A report that would be recorded, but for what a test changes."""
    data = attributes.pop("data", {"channel": "walk_in", "victim_name": CANARY})
    return event(agency, "ReportReceived", case or uuid4(), data, **attributes)


async def publisher(deployment: Deployment, agency: str = "uptdppa-ttu") -> Caller:
    return await deployment.caller(agency)


async def post(deployment: Deployment, content: Any, media: str = PLAIN, **headers: str) -> httpx.Response:
    return await (await publisher(deployment)).post(content, media, **headers)


async def post_signed(deployment: Deployment, content: Any) -> httpx.Response:
    return await (await publisher(deployment, "polres-ttu")).post(content, SIGNED)


@provokes("malformed_json")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, b'{"id": "' + CANARY.encode())


@provokes("duplicate_member")
async def _(deployment: Deployment) -> httpx.Response:
    once = msgspec.json.encode(report())
    return await post(deployment, once[:-1] + b',"type":"' + CANARY.encode() + b'"}')


@provokes("too_deep")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, b'{"data":' * 40 + b"1" + b"}" * 40)


@provokes("too_large")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report() | {"data": {"channel": "walk_in", "statement": "x" * 60_000}})


@provokes("batch_too_large")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, [report()] * 1001, BATCH)


@provokes("unsupported_media_type")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(), "application/json")


@provokes("unknown_attribute")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(partitionkey=CANARY))


@provokes("missing_attribute")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(time=None))


@provokes("invalid_attribute")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(id=CANARY))


@provokes("unknown_type")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(type="jejak.ReportForgotten.v1"))


@provokes("unknown_field")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(data={"channel": "walk_in", "nickname": CANARY}))


@provokes("missing_field")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(data={"victim_name": CANARY}))


@provokes("invalid_field")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(data={"channel": CANARY}))


@provokes("disclosure_missing")
async def _(deployment: Deployment) -> httpx.Response:
    signed = deployment.keys["polres-ttu"].sign(report(agency="polres-ttu"))
    return await post_signed(deployment, {**signed, "header": {"disclosures": []}})


@provokes("disclosure_unknown")
async def _(deployment: Deployment) -> httpx.Response:
    key = deployment.keys["polres-ttu"]
    signed, other = (key.sign(report(agency="polres-ttu")) for _ in range(2))
    disclosures = signed["header"]["disclosures"] + other["header"]["disclosures"]
    return await post_signed(deployment, {**signed, "header": {"disclosures": disclosures}})


@provokes("disclosure_mismatch")
async def _(deployment: Deployment) -> httpx.Response:
    key = deployment.keys["polres-ttu"]
    signed, other = (key.sign(report(agency="polres-ttu")) for _ in range(2))
    return await post_signed(deployment, {**signed, "header": other["header"]})


@provokes("header_refused")
async def _(deployment: Deployment) -> httpx.Response:
    key = deployment.keys["polres-ttu"]
    header = {"alg": "none", "kid": key.kid, "typ": "jejak-event+jws"}
    return await post_signed(deployment, key.sign_bytes(msgspec.json.encode(report()), header))


@provokes("signature_invalid")
async def _(deployment: Deployment) -> httpx.Response:
    key = deployment.keys["polres-ttu"]
    signed, other = (key.sign(report(agency="polres-ttu")) for _ in range(2))
    return await post_signed(deployment, {**signed, "signature": other["signature"]})


@provokes("key_unknown")
async def _(deployment: Deployment) -> httpx.Response:
    return await post_signed(deployment, Key("polres-ttu").sign(report(agency="polres-ttu")))


@provokes("key_not_valid")
async def _(deployment: Deployment) -> httpx.Response:
    kejari, key = await publisher(deployment, "kejari-ttu"), deployment.keys["kejari-ttu"]
    revoked = {"kid": key.kid, "reason": "lost"}
    revocation = event("kejari-ttu", "KeyRevoked", deployment.stream_of("kejari-ttu"), revoked)
    answer = await kejari.post(deployment.roots["kejari-ttu"].sign(revocation), SIGNED)
    assert answer.status_code == 201, answer.text
    return await kejari.post(key.sign(report(agency="kejari-ttu")), SIGNED)


@provokes("key_refused")
async def _(deployment: Deployment) -> httpx.Response:
    low_order = "A" * 43
    root = deployment.roots["polres-ttu"]
    statement = possession_statement("polres-ttu", ORIGIN, thumbprint(bytes(32)), "agency")
    data = {
        "agency": "polres-ttu",
        "key": low_order,
        "custody": "agency",
        "possession": prove_possession(root.private.sign, statement),
    }
    registration = event("polres-ttu", "KeyRegistered", deployment.stream_of("polres-ttu"), data)
    return await post_signed(deployment, root.sign(registration))


@provokes("escrow_refused")
async def _(deployment: Deployment) -> httpx.Response:
    return await (await publisher(deployment, "polres-ttu")).post(report(agency="polres-ttu"))


@provokes("foreign_source")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(agency="ngo-ttu"))


@provokes("wrong_origin")
async def _(deployment: Deployment) -> httpx.Response:
    return await post(deployment, report(origin="jejak.elsewhere"))


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


@provokes("read_log_unavailable")
async def _(deployment: Deployment) -> httpx.Response:
    case = await deployment.open_case()
    reader = await deployment.caller("uptdppa-ttu", "reader")
    async with without_read_log(deployment.services.settings.database_url):
        return await reader.get(f"/v1/cases/{case}")


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
