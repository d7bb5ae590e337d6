"""For every kind of problem one way to provoke it over HTTP. `CANARY` stands where a value could leak."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from domain.keys import possession_statement, prove_possession, thumbprint
from tests.server.api.agencies import BATCH, ORIGIN, PLAIN, SIGNED, Caller, Event, Key, event
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
