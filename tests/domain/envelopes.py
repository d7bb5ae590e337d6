"""Events for the tests of the envelope: any that a publisher could make, and their way through the code."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from domain import base64url
from domain.canonical import canonical
from domain.disclosures import cut_out
from domain.envelope import Plain, Proposed, Signed, parse_plain, parse_signed, verify_signed
from domain.jws import protect
from domain.problems import Refusal
from tests.domain.vector_files import EVENTS, ORIGIN, directory, signer

DIRECTORY = directory()
CITATIONS = st.from_regex(r"\A[A-Za-z ./,:;()&'_-]{1,60}\Z")
PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1, max_size=60)
IDS = st.from_regex(r"[A-Za-z0-9._:-]{1,64}", fullmatch=True)
MORE = st.fixed_dictionaries(
    {},
    optional={
        "persons_reported": st.integers(0, 100),
        "child": st.none() | st.booleans(),
        "victim_name": PRINTABLE,
        "reporter_name": PRINTABLE,
        "statement": st.none() | st.text(st.characters(codec="utf-8"), min_size=1, max_size=400),
        "victim_birth_year": st.integers(1900, 2100),
    },
)
DATA = MORE.map(lambda more: {"channel": "phone", "routed_to": ["polres-ttu"], **more})
OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "actor": IDS,
        "basis": CITATIONS,
        "purpose": CITATIONS,
        "basedon": st.integers(0, 2**31 - 1),
        "group": IDS,
    },
)


@st.composite
def plain_events(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": draw(IDS),
        "source": "/agencies/polres-ttu",
        "type": "jejak.ReportReceived.v1",
        "subject": str(draw(st.uuids())),
        "time": "2026-03-02T09:15:00+08:00",
        "origin": ORIGIN,
        **draw(OPTIONAL),
        "data": draw(DATA),
    }


def salts() -> Callable[[], bytes]:
    counter = iter(range(1, 1000))
    return lambda: next(counter).to_bytes(16, "big")


def plain_of(event: dict[str, Any], **how: Any) -> Plain:
    plain = parse_plain(json.dumps(event, **how).encode(), ORIGIN)
    assert isinstance(plain, Plain), plain
    return plain


def wire(payload: bytes, disclosures: list[str], name: str = "polres-ttu") -> bytes:
    """A flattened JWS over `payload`, signed with a key of the vectors."""
    head, body = protect(signer(name).kid), base64url.encode(payload)
    signature = base64url.encode(signer(name).sign(f"{head}.{body}".encode()))
    outer = {
        "payload": body,
        "protected": head,
        "signature": signature,
        "header": {"disclosures": disclosures},
    }
    return json.dumps(outer).encode()


def signed_bytes(event: dict[str, Any]) -> bytes:
    """The event as its agency would sign it."""
    plain = plain_of(event)
    data, disclosures = cut_out(plain.event_type, plain.body.data, salts())
    return wire(canonical({**event, "data": data}), [each.encoded for each in disclosures])


def read(raw: bytes) -> Proposed | Refusal:
    signed = parse_signed(raw, ORIGIN)
    return signed if isinstance(signed, Refusal) else verify_signed(signed, DIRECTORY, ORIGIN)


def accepted(raw: bytes) -> Proposed:
    proposed = read(raw)
    assert isinstance(proposed, Proposed), proposed
    return proposed


def parsed(event: dict[str, Any] = EVENTS[1]) -> Signed:
    signed = parse_signed(json.dumps(event["flattened"]).encode(), ORIGIN)
    assert isinstance(signed, Signed)
    return signed
