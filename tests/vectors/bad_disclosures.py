"""Events to refuse for their disclosures and digests, each with the slug that says why."""

import json
from collections.abc import Callable
from typing import Any

from tests.vectors.bad_bodies import changed, put
from tests.vectors.parts import Event, b64, case, compact, jws, sha256


def bad_disclosures(events: list[Event]) -> list[Event]:
    """Every case, made from the good events."""
    village, file_sent, _, _ = events
    return [*sent_otherwise(file_sent, village), *digested(file_sent), *digests(file_sent)]


def carrying(event: Event, encoded: list[str]) -> Event:
    """The signed event as it is, sent with other disclosures."""
    return {**event["flattened"], "header": {"disclosures": encoded}}


def over(event: Event, arrays: list[Any], **more: Any) -> Event:
    """The event signed anew over the digests of `arrays`, which come with it; `more` is put into data."""
    encoded = [b64(array if isinstance(array, bytes) else compact(array)) for array in arrays]
    body = json.loads(event["payload_text"])
    body["data"].update({"_sd": sorted(map(digest, encoded)), **more})
    return {**jws("polres-ttu", compact(body)), "header": {"disclosures": encoded}}


def digest(encoded: str) -> str:
    return b64(sha256(encoded.encode()))


def sent_otherwise(event: Event, other: Event) -> list[Event]:
    good = event["disclosures"][0]
    (salt, field, paper), encoded = good["array"], good["encoded"]
    altered = b64(compact([salt, field, {**paper, "bytes": paper["bytes"] + 1}]))
    foreign = other["disclosures"][0]["encoded"]
    no_header = {name: event["flattened"][name] for name in ("payload", "protected", "signature")}
    bad = [
        ("an altered disclosure", "disclosure_mismatch", carrying(event, [altered])),
        ("a withheld disclosure", "disclosure_missing", carrying(event, [])),
        ("no header at all", "disclosure_missing", no_header),
        ("a disclosure of another event beside", "disclosure_unknown", carrying(event, [encoded, foreign])),
        ("a disclosure twice", "disclosure_unknown", carrying(event, [encoded, encoded])),
        ("a padded disclosure", "disclosure_mismatch", carrying(event, [encoded + "="])),
    ]
    return [case(*each) for each in bad]


def digested(event: Event) -> list[Event]:
    array = event["disclosures"][0]["array"]
    salt, _, paper = array
    fresh = b64(sha256(b"another salt")[:16])
    doubled = compact(array).replace(b'"bytes":', b'"bytes":1,"bytes":', 1)
    bad: list[tuple[str, str, list[Any]]] = [
        ("a field disclosed twice", "duplicate_member", [array, [fresh, "document", paper]]),
        ("a salt used twice", "invalid_field", [array, [salt, "statement", "x"]]),
        ("a short salt", "disclosure_mismatch", [["c2hvcnQ", "document", paper]]),
        ("a salt that is a number", "disclosure_mismatch", [[1, "document", paper]]),
        ("a disclosure of an array element", "disclosure_mismatch", [[salt, paper]]),
        ("a disclosed field of class case", "invalid_field", [array, [fresh, "submitted_on", "2026-03-09"]]),
        ("a disclosed field that the type lacks", "unknown_field", [array, [fresh, "colour", "red"]]),
        ("a disclosed _sd", "unknown_field", [array, [fresh, "_sd", []]]),
        ("a member twice in a disclosed value", "duplicate_member", [doubled]),
        ("a disclosed value of the wrong form", "invalid_field", [[salt, "document", "x"]]),
    ]
    return [
        *(case(title, slug, over(event, arrays)) for title, slug, arrays in bad),
        case("a field disclosed and in the body", "invalid_field", over(event, [array], document=paper)),
    ]


def digests(event: Event) -> list[Event]:
    array = event["disclosures"][0]["array"]
    own = event["disclosures"][0]["digest"]
    pair = [array, [b64(sha256(b"another salt")[:16]), "statement", "x"]]
    falling = sorted((digest(b64(compact(each))) for each in pair), reverse=True)
    bad = [
        ("digests that are not sorted", "invalid_field", over(event, pair, _sd=falling)),
        ("a digest twice", "invalid_field", over(event, [array], _sd=[own, own])),
        ("an empty _sd", "invalid_field", over(event, [array], _sd=[])),
        ("a digest that is a number", "invalid_field", over(event, [array], _sd=[1])),
        ("another algorithm", "invalid_field", over(event, [array], _sd_alg="sha-512")),
        (
            "_sd without its algorithm",
            "invalid_field",
            changed(event, lambda body: body["data"].pop("_sd_alg")),
        ),
        ("the algorithm without _sd", "invalid_field", changed(event, lambda body: body["data"].pop("_sd"))),
        ("_sd beside data", "unknown_attribute", changed(event, put("_sd", [own]))),
        ("a required field nowhere", "missing_field", undisclosed(event, undigested)),
        (
            "a classed field in the body",
            "invalid_field",
            undisclosed(event, lambda body: in_the_clear(body, array[2])),
        ),
    ]
    return [case(*each) for each in bad]


def undisclosed(event: Event, change: Callable[[Event], None]) -> Event:
    return {**changed(event, change), "header": {"disclosures": []}}


def in_the_clear(body: Event, paper: Event) -> None:
    undigested(body)
    body["data"]["document"] = paper


def undigested(body: Event) -> None:
    del body["data"]["_sd"], body["data"]["_sd_alg"]
