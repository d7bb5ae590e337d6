"""Which keys are refused, what they are called, and how possession is proved."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from domain import base64url
from domain.keys import (
    check_possession,
    check_public_key,
    key_in_use,
    kid_of,
    possession_statement,
    prove_possession,
    read_public_key,
    thumbprint,
    verify,
)
from domain.problems import Refusal
from tests.domain.vector_files import EVENTS, KEYS, ORIGIN, directory, load, signer

VECTORS = load("keys.json")
POSSESSION = load("possession.json")
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P

Point = tuple[int, int]


def added(left: Point, right: Point) -> Point:
    """Addition on the curve, RFC 8032 section 5.1.4, in affine coordinates."""
    (x1, y1), (x2, y2) = left, right
    product = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + y1 * x2) * pow(1 + product, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P,
    )


def on_curve(raw: bytes) -> Point | None:
    """The point that a lenient decoder reads: y reduced, x = 0 with either sign."""
    number = int.from_bytes(raw, "little")
    y, odd = (number & 2**255 - 1) % P, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    return (P - x if x % 2 != odd and x else x), y


def times_eight(point: Point) -> Point:
    for _ in range(3):
        point = added(point, point)
    return point


def test_the_fourteen_listed_encodings_are_points_whose_order_divides_eight() -> None:
    assert len(set(VECTORS["low_order"])) == 14
    for text in VECTORS["low_order"]:
        point = on_curve(bytes.fromhex(text))
        assert point is not None
        assert times_eight(point) == (0, 1)


@pytest.mark.parametrize("text", VECTORS["low_order"])
def test_every_low_order_key_is_refused(text: str) -> None:
    refusal = check_public_key(bytes.fromhex(text))
    assert refusal is not None
    assert refusal.type == "key_refused"


@pytest.mark.parametrize("text", VECTORS["not_canonical"])
def test_every_key_in_a_second_encoding_is_refused(text: str) -> None:
    refusal = check_public_key(bytes.fromhex(text))
    assert refusal is not None
    assert "canonical" in refusal.rule


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    assert check_public_key(b"\x05" * length) is not None


@given(st.binary(min_size=32, max_size=32))
def test_the_key_of_any_seed_is_accepted(seed: bytes) -> None:
    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert check_public_key(raw) is None
    assert read_public_key(base64url.encode(raw)) == raw


@given(st.binary(min_size=32, max_size=32))
def test_any_32_bytes_that_are_accepted_are_no_low_order_point(raw: bytes) -> None:
    point = on_curve(raw)
    if check_public_key(raw) is None and point is not None:
        assert times_eight(point) != (0, 1)


@pytest.mark.parametrize("x", ["", "AAAA", "=" * 43, "A" * 43 + "=", "A" * 42 + "B", "é" * 43])
def test_a_key_text_that_is_not_canonical_base64url_is_refused(x: str) -> None:
    assert isinstance(read_public_key(x), Refusal)


def test_the_thumbprint_is_that_of_rfc_8037_appendix_a_3() -> None:
    vector = VECTORS["rfc8037_a3"]
    assert thumbprint(base64url.decode(vector["x"]) or b"") == vector["thumbprint"]


@pytest.mark.parametrize("name", KEYS)
def test_the_kid_of_a_vector_is_agency_and_thumbprint(name: str) -> None:
    raw = base64url.decode(KEYS[name]["x"]) or b""
    escrow = name.startswith("escrow/")
    assert kid_of(name.removeprefix("escrow/"), raw, escrow=escrow) == KEYS[name]["kid"]


@pytest.mark.parametrize(
    ("raw", "signature"),
    [(b"", b""), (b"\xff" * 32, bytes(64)), (b"\x02" + bytes(31), bytes(64)), (bytes(31), bytes(64))],
)
def test_verifying_with_malformed_input_is_false_and_no_exception(raw: bytes, signature: bytes) -> None:
    assert verify(raw, signature, b"message") is False


def test_a_signature_with_s_beyond_the_group_order_does_not_verify() -> None:
    """RFC 8032 section 5.1.7: else a second signature of the same text could be made by anyone."""
    order = 2**252 + 27742317777372353535851937790883648493
    raw = base64url.decode(KEYS["polres-ttu"]["x"]) or b""
    good = signer("polres-ttu").sign(b"message")
    s = int.from_bytes(good[32:], "little") + order
    assert verify(raw, good, b"message")
    assert not verify(raw, good[:32] + s.to_bytes(32, "little"), b"message")


def test_a_key_is_in_use_for_whichever_agency_and_use_it_was_registered() -> None:
    registry = directory()
    for key in KEYS.values():
        assert key_in_use(registry, base64url.decode(key["x"]) or b"")
    assert not key_in_use(registry, bytes(32))


def proof_of(**changes: Any) -> Refusal | None:
    expected = {"agency": "polres-ttu", "origin": ORIGIN, "use": "root", **changes}
    raw = base64url.decode(KEYS["polres-ttu"]["x"]) or b""
    return check_possession(expected.pop("proof", POSSESSION["compact"]), raw, **expected)


def forged(header: Any, payload: Any) -> str:
    head, body = (
        base64url.encode(part if isinstance(part, bytes) else json.dumps(part).encode())
        for part in (header, payload)
    )
    return f"{head}.{body}.{base64url.encode(signer('polres-ttu').sign(f'{head}.{body}'.encode()))}"


def test_the_vector_of_possession_is_accepted_and_made_again_byte_for_byte() -> None:
    assert proof_of() is None
    made = prove_possession(signer("polres-ttu").sign, possession_statement(**POSSESSION["statement"]))
    assert made == POSSESSION["compact"]


@pytest.mark.parametrize(
    "changes", [{"agency": "kejari-ttu"}, {"origin": "staging.example"}, {"use": "agency"}]
)
def test_a_proof_for_another_agency_deployment_or_use_is_refused(changes: dict[str, str]) -> None:
    refusal = proof_of(**changes)
    assert refusal is not None
    assert refusal.type == "key_refused"


HEADER = {"alg": "Ed25519", "typ": "jejak-possession+jws"}
STATEMENT = POSSESSION["statement"]


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "..",
        "a.b",
        POSSESSION["compact"] + "=",
        POSSESSION["compact"] + ".x",
        "x" * 5000,
        forged({**HEADER, "alg": "none"}, STATEMENT),
        forged({**HEADER, "jwk": {}}, STATEMENT),
        forged({**HEADER, "typ": "jejak-event+jws"}, STATEMENT),
        forged(b'{"alg":"Ed25519","alg":"Ed25519","typ":"jejak-possession+jws"}', STATEMENT),
        forged(HEADER, {**STATEMENT, "more": 1}),
        forged(HEADER, {**STATEMENT, "thumbprint": "x"}),
        forged(HEADER, json.dumps(STATEMENT).replace("{", '{"use":"root",').encode()),
        forged(HEADER, b"\xff"),
    ],
)
def test_a_proof_in_another_form_is_refused(proof: str) -> None:
    assert proof_of(proof=proof) is not None


def test_a_proof_signed_with_another_key_is_refused() -> None:
    statement = possession_statement(**STATEMENT)
    assert proof_of(proof=prove_possession(signer("kejari-ttu").sign, statement)) is not None


def test_a_proof_of_possession_is_no_event_and_an_event_no_proof() -> None:
    assert proof_of(proof=EVENTS[1]["compact"][:2000]) is not None
