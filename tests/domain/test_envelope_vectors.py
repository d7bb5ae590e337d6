"""The code, the vector files and docs/envelope.md say the same, byte for byte."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from domain import base64url
from domain.canonical import MAX_BODY, MAX_DEPTH
from domain.envelope import (
    Body,
    Plain,
    Proposed,
    Signed,
    build_signed,
    canonical,
    form_hmac,
    open_disclosure,
    parse_plain,
    parse_signed,
    verify_signed,
)
from domain.problems import Refusal
from tests.domain.vector_files import CASES, EVENTS, KEYS, ORIGIN, VECTORS, directory, load, raw_of, signer
from tests.vectors.make import make

BY_AGENCIES = [event for event in EVENTS if not event["kid"].startswith("escrow/")]


def titled(value: Any) -> str:
    return value["title"]


def verified(event: dict[str, Any]) -> Proposed:
    signed = parse_signed(json.dumps(event["flattened"]).encode(), ORIGIN)
    assert isinstance(signed, Signed), signed
    proposed = verify_signed(signed, directory(), ORIGIN)
    assert isinstance(proposed, Proposed), proposed
    return proposed


def rebuilt(event: dict[str, Any]) -> Proposed:
    """The plain event through the escrow path with the salts and the key of the vector."""
    plain = parse_plain(json.dumps(event["plain"], ensure_ascii=False).encode(), ORIGIN)
    assert isinstance(plain, Plain), plain
    opened = {each["array"][1]: open_disclosure(each["encoded"]) for each in event["disclosures"]}
    salts = iter(
        [base64url.decode(opened[field].salt) or b"" for field in event["plain"]["data"] if field in opened]
    )
    hmac = form_hmac(bytes.fromhex(load("events.json")["hmac_key"]), plain)
    name = next(name for name, key in KEYS.items() if key["kid"] == event["kid"])
    built = build_signed(plain, signer(name), salts.__next__, hmac)
    assert isinstance(built, Proposed), built
    return built


def test_the_vector_files_are_those_that_the_maker_makes() -> None:
    for name, value in make().items():
        assert load(name) == json.loads(json.dumps(value)), name


@pytest.mark.parametrize("event", BY_AGENCIES, ids=titled)
def test_a_signed_vector_is_accepted_and_kept_byte_for_byte(event: dict[str, Any]) -> None:
    proposed = verified(event)
    assert proposed.state.decode() == event["compact"]
    assert proposed.payload.decode() == event["payload_text"]
    assert proposed.body_hash == event["body_hash"]
    assert proposed.kid == event["kid"]
    assert proposed.assurance == "agency"


@pytest.mark.parametrize("event", BY_AGENCIES, ids=titled)
def test_the_disclosures_of_a_signed_vector_open_to_its_classed_fields(event: dict[str, Any]) -> None:
    proposed = verified(event)
    assert [each.encoded for each in proposed.disclosures] == [
        each["encoded"] for each in event["disclosures"]
    ]
    assert [each.digest for each in proposed.disclosures] == [each["digest"] for each in event["disclosures"]]
    assert [[each.salt, each.field, each.value] for each in proposed.disclosures] == [
        each["array"] for each in event["disclosures"]
    ]


@pytest.mark.parametrize("event", EVENTS, ids=titled)
def test_a_plain_vector_is_built_to_the_same_digests_and_disclosures(event: dict[str, Any]) -> None:
    built = rebuilt(event)
    assert sorted(each.encoded for each in built.disclosures) == sorted(
        each["encoded"] for each in event["disclosures"]
    )
    assert built.body.data == json.loads(event["payload_text"])["data"]
    assert canonical(json.loads(built.payload)) == canonical(json.loads(event["payload_text"]))


@pytest.mark.parametrize("event", EVENTS, ids=titled)
def test_the_form_of_a_plain_vector_has_the_hmac_of_the_file(event: dict[str, Any]) -> None:
    assert rebuilt(event).request_hmac == bytes.fromhex(event["form_hmac"])


@pytest.mark.parametrize("case", CASES, ids=titled)
def test_every_vector_to_refuse_is_refused_for_its_reason(case: dict[str, Any]) -> None:
    outcome: Any
    if case["media"] == "plain":
        outcome = parse_plain(raw_of(case), ORIGIN)
    else:
        outcome = parse_signed(raw_of(case), ORIGIN)
        outcome = outcome if isinstance(outcome, Refusal) else verify_signed(outcome, directory(), ORIGIN)
    assert isinstance(outcome, Refusal)
    assert outcome.type == case["problem"]


def test_the_example_of_the_document_is_the_first_vector() -> None:
    document = (VECTORS.parent.parent / "docs" / "envelope.md").read_text(encoding="utf-8")
    event = EVENTS[0]
    for part in (
        event["payload_text"],
        event["body_hash"],
        event["kid"],
        *event["compact"].split("."),
        *(each["encoded"] for each in event["disclosures"]),
        *(each["digest"] for each in event["disclosures"]),
        *(
            json.dumps(each["array"], ensure_ascii=False, separators=(",", ":"))
            for each in event["disclosures"]
        ),
    ):
        assert part in document
    for block in re.findall(r"```json\n(.*?)```", document, re.DOTALL):
        json.loads(block)


def test_the_document_names_every_attribute_and_every_limit() -> None:
    document = Path(VECTORS.parent.parent / "docs" / "envelope.md").read_text(encoding="utf-8")
    for attribute in Body.__struct_fields__:
        assert f"`{attribute}`" in document, attribute
    assert f"{MAX_BODY // 1024} KiB" in document
    assert f"{MAX_DEPTH} deep" in document
