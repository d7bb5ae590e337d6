"""The good events of the vectors: each from its fields to the signed bytes."""

import base64
import hmac
import json
from typing import Any

from tests.vectors.parts import (
    CASE,
    FILE,
    HMAC_KEY,
    ORIGIN,
    PAPER,
    PERSON,
    Event,
    b64,
    compact,
    jws,
    kid,
    salt,
    sha256,
)


def vector(title: str, name: str, attributes: dict[str, Any], clear: dict[str, Any], classed: dict[str, Any]):
    """One event: `clear` are the fields of class case, `classed` the disclosed ones."""
    event = attributes["id"]
    disclosures = []
    for field, value in classed.items():
        array = [b64(salt(event, field)), field, value]
        encoded = b64(compact(array))
        disclosures.append({"array": array, "encoded": encoded, "digest": b64(sha256(encoded.encode()))})
    data = dict(clear)
    if disclosures:
        data["_sd"] = sorted(each["digest"] for each in disclosures)
        data["_sd_alg"] = "sha-256"
    body = {**attributes, "data": data}
    payload = compact(body)
    signed = jws(name, payload)
    plain = {**attributes, "data": {**clear, **classed}}
    form = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return {
        "title": title,
        "kid": kid(name),
        "plain": plain,
        "form_hmac": hmac.digest(HMAC_KEY, form, "sha256").hex(),
        "disclosures": disclosures,
        "payload_text": payload.decode(),
        "body_hash": sha256(payload).hex(),
        "compact": f"{signed['protected']}.{signed['payload']}.{signed['signature']}",
        "flattened": {**signed, "header": {"disclosures": [each["encoded"] for each in disclosures]}},
    }


def attributes(number: int, agency: str, kind: str, time: str, **more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"0198c0de-0000-7000-8000-{number:012d}",
        "source": f"/agencies/{agency}",
        "type": f"jejak.{kind}.v1",
        "subject": CASE,
        "time": time,
        "origin": ORIGIN,
        "actor": "8c1f6a52-4be1-4f0f-8f3a-3a0b6a5b9d10",
        "basis": "UU 21/2007",
        "purpose": "law_enforcement",
        **more,
    }


def document(number: str) -> dict[str, Any]:
    return {
        "sha256": PAPER,
        "bytes": 48213,
        "mediatype": "application/pdf",
        "number": number,
        "date": "2026-03-02",
        "holder": "polres-ttu",
    }


def good_events() -> list[Event]:
    return [
        vector(
            "a report of a village, signed in escrow, with three classes",
            "escrow/desa-ttu",
            attributes(1, "desa-ttu", "ReportReceived", "2026-03-02T09:15:00+08:00"),
            {"channel": "village", "routed_to": ["polres-ttu"], "person": PERSON, "child": False},
            {
                "victim_name": "Maria Fahik",
                "reporter_phone": "+6281234567890",
                "statement": "Dijanjikan pekerjaan di Malaysia.\nPaspor ditahan agen \"R\".",
            },
        ),
        vector(
            "a case file sent by police, with its paper as a disclosure",
            "polres-ttu",
            attributes(
                2, "polres-ttu", "FileSubmitted", "2026-03-09T14:00:00.250+08:00",
                prevversion=3, prevhash=sha256(b"previous").hex(),
                seensize=17, seenroot=base64.b64encode(sha256(b"root")).decode(),
            ),
            {"file": FILE, "sha256": PAPER, "submitted_on": "2026-03-09", "articles": ["UU-21-2007:4"]},
            {"document": document("B/12/III/2026/Reskrim")},
        ),
        vector(
            "a decision of the prosecutor taken on paper before, in a group, without disclosures",
            "kejari-ttu",
            attributes(
                3, "kejari-ttu", "FileComplete", "2026-03-20T10:00:00Z",
                basedon=5, effectedon="2026-03-19", effecteddoc="B-77/N.3.12/Eku.1/03/2026", group="g-1",
            ),
            {"file": FILE},
            {},
        ),
        vector(
            "names keep their bytes: decomposed accents, quotation marks and an emoji",
            "polres-ttu",
            attributes(4, "polres-ttu", "ReportReceived", "2026-03-02T01:15:00.123456789Z"),
            {"channel": "police", "routed_to": []},
            {"victim_name": "Andre\u0301 \u201cDedi\u201d \U0001f9f3", "reporter_name": "Jos\u00e9"},
        ),
    ]  # fmt: skip
