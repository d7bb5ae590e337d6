"""Events to refuse for their attributes or data, each with the slug that says why."""

import base64
import copy
import json
from collections.abc import Callable
from typing import Any

from tests.vectors.parts import Event, case, compact, jws


def bad_bodies(events: list[Event]) -> list[Event]:
    """Every case, made from the good events."""
    village, file_sent, decision, _ = events
    return [*attributes(file_sent, decision), *data(file_sent), *plain(village)]


def changed(event: Event, change: Callable[[Event], Any], by: str = "polres-ttu") -> Event:
    """The event with its body changed and signed again, its disclosures as they were."""
    body = json.loads(event["payload_text"])
    change(body)
    return {**jws(by, compact(body)), "header": event["flattened"]["header"]}


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else []


def attributes(event: Event, decision: Event) -> list[Event]:
    subject = event["plain"]["subject"]
    set_to: list[tuple[str, str, str, Any]] = [
        ("another deployment", "wrong_origin", "origin", "staging.example"),
        ("another CloudEvents version", "invalid_attribute", "specversion", "0.3"),
        ("an id with a space", "invalid_attribute", "id", "a b"),
        ("an id with a line break at its end", "invalid_attribute", "id", "a\n"),
        ("an id of 65 characters", "invalid_attribute", "id", "a" * 65),
        ("a source that is no agency", "invalid_attribute", "source", "https://polres.example"),
        ("a subject that is no UUID", "invalid_attribute", "subject", "case-1"),
        ("a subject in capitals", "invalid_attribute", "subject", subject.upper()),
        ("a time without offset", "invalid_attribute", "time", "2026-03-09T14:00:00"),
        ("a time of unknown offset", "invalid_attribute", "time", "2026-03-09T14:00:00-00:00"),
        ("a time that is no time", "invalid_attribute", "time", "2026-02-30T14:00:00Z"),
        ("a time in digits of another script", "invalid_attribute", "time", "２026-03-09T14:00:00Z"),
        ("a basedon below zero", "invalid_attribute", "basedon", -1),
        ("a basedon that is a text", "invalid_attribute", "basedon", "5"),
        ("a basedon that is a fraction", "invalid_attribute", "basedon", 1.5),
        ("a prevhash in capitals", "invalid_attribute", "prevhash", "A" * 64),
        ("a seenroot of 31 bytes", "invalid_attribute", "seenroot", base64.b64encode(bytes(31)).decode()),
        ("an actor with a space, as a name has", "invalid_attribute", "actor", "Budi Santoso"),
        ("a line break in the basis", "invalid_attribute", "basis", "UU 21/2007\nPasal 4"),
        ("a type that is not in the catalogue", "unknown_type", "type", "jejak.FileLost.v1"),
        ("a position, which the server gives", "unknown_attribute", "position", 1),
        ("a datacontenttype in a signed body", "unknown_attribute", "datacontenttype", "application/json"),
        ("an attribute of no one", "unknown_attribute", "colour", "red"),
    ]
    left_out = [
        ("no id", "id"),
        ("no origin", "origin"),
        ("no time", "time"),
        ("prevversion without prevhash", "prevhash"),
        ("seenroot without seensize", "seensize"),
    ]
    undated = changed(decision, lambda body: body.pop("effecteddoc"), "kejari-ttu")
    return [
        *(case(title, slug, changed(event, put(name, value))) for title, slug, name, value in set_to),
        *(case(title, "missing_attribute", changed(event, drop(name))) for title, name in left_out),
        case("effectedon without effecteddoc", "missing_attribute", undated),
    ]


def put(name: str, value: Any) -> Callable[[Event], Any]:
    return lambda body: body.update({name: value})


def put_in_data(name: str, value: Any) -> Callable[[Event], Any]:
    return lambda body: body["data"].update({name: value})


def drop(name: str) -> Callable[[Event], Any]:
    return lambda body: body.pop(name)


def data(event: Event) -> list[Event]:
    bad: list[tuple[str, str, str, Any]] = [
        ("a field that the type lacks", "unknown_field", "colour", "red"),
        ("a date that is no date", "invalid_field", "submitted_on", "2026-02-30"),
        ("a number where a text belongs", "invalid_field", "sha256", 5),
        ("nesting of 40", "too_deep", "articles", nested(40)),
        ("a body of more than 48 KiB", "too_large", "articles", ["x" * 49152]),
    ]
    return [case(title, slug, changed(event, put_in_data(name, value))) for title, slug, name, value in bad]


def plain(event: Event) -> list[Event]:
    bad: list[tuple[str, str, Callable[[Event], Any]]] = [
        (
            "recordedat, which the server gives",
            "unknown_attribute",
            put("recordedat", "2026-03-02T00:00:00Z"),
        ),
        ("an assurance", "unknown_attribute", put("assurance", "agency")),
        ("another content type", "invalid_attribute", put("datacontenttype", "text/xml")),
        ("binary data", "unknown_attribute", put("data_base64", "e30=")),
        ("another deployment", "wrong_origin", put("origin", "staging.example")),
        ("no data", "missing_attribute", drop("data")),
        ("data that is a list", "invalid_attribute", put("data", [])),
        ("a code that is not listed", "invalid_field", put_in_data("channel", "pigeon")),
        ("a required field missing", "missing_field", lambda body: drop("channel")(body["data"])),
        ("digests of its own", "unknown_field", put_in_data("_sd", [])),
    ]
    good = compact(event["plain"])
    not_one_object = [
        ("an attribute twice", "duplicate_member", good.replace(b'{"', b'{"id":"x","', 1)),
        ("a list of events", "malformed_json", b"[" + good + b"]"),
        ("trailing bytes", "malformed_json", good + b"{}"),
        ("nothing", "malformed_json", b""),
    ]
    return [
        *(
            case(f"plain: {title}", slug, applied(event["plain"], change), "plain")
            for title, slug, change in bad
        ),
        *(case(f"plain: {title}", slug, raw, "plain") for title, slug, raw in not_one_object),
    ]


def applied(event: Event, change: Callable[[Event], Any]) -> Event:
    body = copy.deepcopy(event)
    change(body)
    return body
