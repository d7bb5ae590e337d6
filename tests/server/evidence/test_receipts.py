"""Receipts are JWS that any library verifies, and the same for the same call for ever."""

from pathlib import Path

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import OKPKey

from domain import base64url
from domain.body import Signer
from domain.keys import kid_of
from server.evidence.keystore import KeyStore
from server.evidence.receipts import ReceiptSigner


def signer(directory: Path) -> Signer:
    key = KeyStore(directory).make("receipt", "deployment")
    return key.signer(kid_of("deployment", key.public))


PAYLOAD = {"call": None, "log": "jejak.example/log", "events": [{"id": "a", "position": 7}]}


def receipts(directory: Path) -> ReceiptSigner:
    return ReceiptSigner(lambda: signer(directory), "jejak.example")


def test_a_receipt_verifies_with_an_independent_library(tmp_path: Path) -> None:
    key = KeyStore(tmp_path).make("receipt", "deployment")
    receipt = receipts(tmp_path).sign(PAYLOAD)
    jwk = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(key.public)})
    found = jws.deserialize_compact(receipt, jwk, algorithms=["Ed25519"])
    kid = kid_of("deployment", key.public)
    assert found.headers() == {"alg": "Ed25519", "kid": kid, "typ": "jejak-receipt+jws"}
    members = b'"iss":"jejak.example","log":"jejak.example/log"'
    assert found.payload == b'{"call":null,"events":[{"id":"a","position":7}],%b}' % members


def test_a_receipt_of_another_key_does_not_verify(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    receipt = receipts(tmp_path).sign(PAYLOAD)
    other = OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(store.make("receipt", "other").public)}
    )
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(receipt, other, algorithms=["Ed25519"])


def test_the_same_call_gets_the_same_receipt_from_another_process(tmp_path: Path) -> None:
    first = receipts(tmp_path).sign(PAYLOAD)
    reordered = dict(reversed(PAYLOAD.items()))
    assert receipts(tmp_path).sign(reordered) == first
