"""Events to refuse for their outer form, header, encoding or signature, each with the slug that says why.

A "signed" case is a whole application/jose+json body; the keys of keys.json are registered, and nothing else.
"""

import hmac
import json

from tests.vectors.parts import BYTE_ORDER_MARK, Event, b64, case, compact, jws, kid, public, sha256

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
OWN = {"alg": "Ed25519", "kid": kid("polres-ttu"), "typ": "jejak-event+jws"}
KEJARI_JWK = {"kty": "OKP", "crv": "Ed25519", "x": b64(public("kejari-ttu"))}


def bad_signatures(events: list[Event]) -> list[Event]:
    """Every case, made from the good events."""
    _, file_sent, decision, _ = events
    return [
        *headers(file_sent),
        *outer_forms(file_sent),
        *encodings(file_sent),
        *unreadable_bodies(file_sent),
        *signatures(file_sent, decision),
    ]


def signed(event: Event, payload: bytes, header: Event = OWN, by: str = "polres-ttu") -> Event:
    """`payload` signed under `header`, with the disclosures of `event`."""
    return {**jws(by, payload, header), "header": event["flattened"]["header"]}


def headers(event: Event) -> list[Event]:
    bad: list[tuple[str, Event]] = [
        ("alg none", {**OWN, "alg": "none"}),
        ("alg HS256", {**OWN, "alg": "HS256"}),
        ("alg ES256", {**OWN, "alg": "ES256"}),
        ("alg EdDSA, deprecated by RFC 9864", {**OWN, "alg": "EdDSA"}),
        ("alg in other letters", {**OWN, "alg": "ed25519"}),
        ("a key brought along in jwk", {**OWN, "jwk": KEJARI_JWK}),
        ("a key fetched by jku", {**OWN, "jku": "https://attacker.example/keys"}),
        ("a certificate in x5c", {**OWN, "x5c": ["MIIB"]}),
        ("a certificate fetched by x5u", {**OWN, "x5u": "https://attacker.example/cert"}),
        ("a certificate hash x5t#S256", {**OWN, "x5t#S256": b64(bytes(32))}),
        ("an unknown crit", {**OWN, "crit": ["exp"], "exp": 1}),
        ("an unencoded payload, RFC 7797", {**OWN, "b64": False, "crit": ["b64"]}),
        ("another typ", {**OWN, "typ": "JWT"}),
        ("no typ", {"alg": OWN["alg"], "kid": OWN["kid"]}),
        ("no kid", {"alg": OWN["alg"], "typ": OWN["typ"]}),
        ("a kid that is no key id", {**OWN, "kid": "polres-ttu"}),
        ("a cty", {**OWN, "cty": "application/cloudevents+json"}),
    ]
    payload = event["payload_text"].encode()
    escrow = {**OWN, "kid": f"escrow/{OWN['kid']}"}
    return [
        *(case(title, "header_refused", signed(event, payload, header)) for title, header in bad),
        case("HS256 keyed with the public key", "header_refused", keyed_with_the_public_key(event)),
        case("a kid of escrow from outside", "escrow_refused", signed(event, payload, escrow)),
    ]


def keyed_with_the_public_key(event: Event) -> Event:
    parts = signed(event, event["payload_text"].encode(), {**OWN, "alg": "HS256"})
    message = f"{parts['protected']}.{parts['payload']}".encode()
    return {**parts, "signature": b64(hmac.digest(public("polres-ttu"), message, "sha256"))}


def outer_forms(event: Event) -> list[Event]:
    good = event["flattened"]
    text, header = compact(good), good["header"]
    bad: list[tuple[str, str, bytes | Event]] = [
        ("payload twice", "duplicate_member", text.replace(b'{"', b'{"payload":"e30","', 1)),
        ("a member beside the four", "header_refused", {**good, "extra": 1}),
        ("the general form", "header_refused", {"payload": good["payload"], "signatures": [good]}),
        ("a key binding", "header_refused", {**good, "header": {**header, "kb_jwt": "a.b.c"}}),
        ("an unprotected kid", "header_refused", {**good, "header": {**header, "kid": OWN["kid"]}}),
        ("an empty unprotected header", "header_refused", {**good, "header": {}}),
        ("no signature", "header_refused", {name: good[name] for name in ("payload", "protected", "header")}),
        ("an empty signature", "signature_invalid", {**good, "signature": ""}),
        ("no JSON", "malformed_json", text[:-1]),
        ("a byte order mark", "malformed_json", BYTE_ORDER_MARK + text),
    ]
    return [case(*each) for each in bad]


def encodings(event: Event) -> list[Event]:
    good = event["flattened"]
    payload, signature = good["payload"], good["signature"]
    padded = payload + ("=" * (-len(payload) % 4) or "====")
    loose = signature[:-1] + ALPHABET[ALPHABET.index(signature[-1]) ^ 1]
    twice = b'{"alg":"Ed25519",' + compact(OWN)[1:]
    bad = [
        ("padded base64url", "header_refused", {**good, "payload": padded}),
        (
            "base64 with a line break",
            "header_refused",
            {**good, "payload": f"{payload[:60]}\n{payload[60:]}"},
        ),
        ("loose last bits", "signature_invalid", {**good, "signature": loose}),
        ("a padded header", "header_refused", {**good, "protected": good["protected"] + "="}),
        ("alg twice in the protected header", "duplicate_member", {**good, "protected": b64(twice)}),
    ]
    return [case(*each) for each in bad]


def unreadable_bodies(event: Event) -> list[Event]:
    body = event["payload_text"]
    number = '"prevversion":3'
    bad = [
        ("id twice in the body", "duplicate_member", body.replace('"id":', '"id":"x","id":', 1)),
        ("a field twice in data", "duplicate_member", body.replace('"file":', '"file":"x","file":', 1)),
        ("a lone surrogate", "malformed_json", body.replace("UU 21/2007", "\\ud800", 1)),
        ("NaN", "malformed_json", body.replace(number, '"prevversion":NaN')),
        (
            "an integer no double holds",
            "malformed_json",
            body.replace(number, '"prevversion":9007199254740993'),
        ),
        ("the body is an array", "malformed_json", f"[{body}]"),
    ]
    not_text = [
        ("a byte order mark in the body", BYTE_ORDER_MARK + body.encode()),
        ("bytes that are not UTF-8", body.encode().replace(b"UU", b"\xff\xfe", 1)),
    ]
    return [
        *(case(title, slug, signed(event, text.encode())) for title, slug, text in bad),
        *(case(title, "malformed_json", signed(event, raw)) for title, raw in not_text),
    ]


def signatures(event: Event, other: Event) -> list[Event]:
    good, payload = event["flattened"], event["payload_text"].encode()
    flipped = ALPHABET[ALPHABET.index(good["signature"][0]) ^ 1] + good["signature"][1:]
    spaced = json.dumps(json.loads(payload), ensure_ascii=False).encode()
    unknown = {**OWN, "kid": f"polres-ttu/{b64(sha256(b'unknown'))}"}
    kejari = {**OWN, "kid": kid("kejari-ttu")}
    bad = [
        ("one bit of the signature changed", "signature_invalid", {**good, "signature": flipped}),
        ("the signature of another event", "signature_invalid",
         {**good, "signature": other["flattened"]["signature"]}),
        ("the same JSON in other bytes", "signature_invalid", {**good, "payload": b64(spaced)}),
        ("signed by another agency", "foreign_source", signed(event, payload, kejari, "kejari-ttu")),
        ("a key that is not registered", "key_unknown", signed(event, payload, unknown)),
        ("another's key under the own kid", "signature_invalid", signed(event, payload, OWN, "kejari-ttu")),
    ]  # fmt: skip
    return [case(*each) for each in bad]
