"""A case whose data many agencies have, and the way of an erasure through the API and the clockwork."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import psycopg

from domain import base64url
from server.app import create_app
from server.config import Settings
from server.registrar import NewAgency
from tests.server.api.agencies import ORIGIN
from tests.server.api.deployment import Deployment, Time, started
from tests.server.clockwork.works import NGO, RSUD, UPTD, Works

DPO = "dpo"
NAME, FINDINGS, STORY = "Kenari Tujuh", "KENARI-TEMUAN", "KENARI-CERITA"
PHONE = "+6281299988877"
SECRETS = (NAME, FINDINGS, STORY, PHONE)


@dataclass
class Told:
    """A case with one person, known to the UPTD PPA and, with consent, to the NGO and the hospital."""

    case: UUID
    person: UUID
    erasure: UUID


async def register_officer(deployment: Deployment) -> None:
    """The data protection officer of the deployment."""
    registrar = deployment.registrar()
    await registrar.register_agency(NewAgency(agency=DPO, kind="dpo", name="Pejabat PDP"))
    await registrar.register_escrow(DPO)


async def told_case(works: Works, **registered: Any) -> Told:
    """Identity, findings and a text, which the NGO was given by referral and consent."""
    told = Told(uuid4(), uuid4(), uuid4())
    person, referral, consent = str(told.person), str(uuid4()), str(uuid4())
    await works.publish(UPTD, "ReportReceived", told.case, {"channel": "walk_in", "person": person})
    known = {"person": person, "sex": "female", "age_band": "18-20", "child": False, **registered}
    await works.publish(UPTD, "VictimRegistered", told.case, {**known, "name": NAME, "phone": PHONE})
    await works.publish(
        UPTD,
        "ConsentGranted",
        told.case,
        {
            "person": person,
            "consent_id": consent,
            "purposes": ["psychosocial", "sharing"],
            "recipients": [NGO, RSUD],
            "classes": ["victim_identity", "psychosocial"],
        },
    )
    offer = {"referral": referral, "to": NGO, "service": "social_rehabilitation", "person": person}
    await works.publish(
        UPTD, "ReferralOffered", told.case, {**offer, "history": "all", "consent_id": consent}
    )
    version = await version_of(works, told.case)
    await works.publish(NGO, "ReferralAccepted", told.case, {"referral": referral}, basedon=version)
    held = {"person": person, "interview_number": 1, "interviewer_sex": "female", "language": "ind"}
    await works.publish(
        UPTD,
        "IdentificationInterviewHeld",
        told.case,
        {**held, "findings": FINDINGS, "statement": STORY},
    )
    return told


async def approve(works: Works, told: Told, *classes: str) -> int:
    """The person asks, the officer approves these classes; the log position of the approval."""
    asked = {"erasure": str(told.erasure), "person": str(told.person), "ground": "requested"}
    because = uuid4().hex
    await works.publish(UPTD, "ErasureRequested", told.case, {**asked, "asked_by": "person"}, id=because)
    approval = {
        "erasure": str(told.erasure),
        "person": str(told.person),
        "because_source": f"/agencies/{UPTD}",
        "because_id": because,
        "classes": list(classes),
    }
    version = await version_of(works, told.case)
    return await works.publish(DPO, "ErasureApproved", told.case, approval, basedon=version)


async def version_of(works: Works, case: UUID) -> int:
    """The version of a case."""
    return (await works.services.reader.case_versions([case]))[case]


async def confirm(deployment: Deployment, agency: str, erasure: UUID) -> httpx.Response:
    """The agency says that its copies are gone, once its ledger has told it to."""
    await deployment.settled()
    caller = await deployment.caller(agency)
    return await caller.post_to(f"/v1/erasures/{erasure}/confirm", {})


async def feed(deployment: Deployment, agency: str) -> list[dict[str, Any]]:
    """The whole ledger of an agency, as it is served."""
    caller = await deployment.caller(agency, "reader")
    items: list[dict[str, Any]] = (await caller.get("/v1/feed", limit=500)).json()["items"]
    return items


def shredded(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that tell of an erasure."""
    return [item for item in items if item["kind"] == "shredded"]


def key_count(database: str) -> int:
    """How many data keys there are."""
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT count(*) FROM jejak.data_keys").fetchone()
    assert row is not None
    return int(row[0])


@asynccontextmanager
async def restarted(database: str, keys_dir: Path, time: Time | None = None) -> AsyncIterator[Deployment]:
    """A process of a deployment that stands already, on this database and with these keys."""
    clock = time or Time()
    settings = Settings(database_url=database, keys_dir=keys_dir, origin=ORIGIN)
    app = create_app(settings, clock, clockwork=False)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with started(app), httpx.AsyncClient(transport=transport, base_url="http://jejak.test") as http:
        yield Deployment(app, http, clock)


async def opened(deployment: Deployment, agency: str) -> set[str]:
    """The names of the fields of the person that the agency is given, of whatever it ever received."""
    found = {str(msgspec.json.decode(each)[1]) for each in await disclosed(deployment, agency)}
    return found & {"name", "phone", "findings", "statement"}


async def disclosed(deployment: Deployment, agency: str) -> list[bytes]:
    """Every disclosure in the feed of an agency, as it reads."""
    return [
        base64url.decode(disclosure) or b""
        for item in await feed(deployment, agency)
        for disclosure in item.get("event", {}).get("header", {}).get("disclosures", ())
    ]
