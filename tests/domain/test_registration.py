"""Whose word brings which key into force."""

import json
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain import base64url
from domain.directory import EMPTY, Agency, Beginning, Directory, Key
from domain.envelope import Proposed, parse_signed, verify_signed
from domain.ids import agency_stream, source_of
from domain.jws import protect
from domain.keys import kid_of, possession_statement, prove_possession, thumbprint
from domain.problems import Refusal
from domain.registration import check_registration
from tests.domain.envelopes import parsed
from tests.domain.vector_files import ORIGIN, load
from tests.domain.vector_files import directory as of_the_vectors

HOST, POLICE, DINSOS, VILLAGE = "host", "polres-ttu", "dinsos-ttu", "desa-ttu"
KINDS = {HOST: "deployment", POLICE: "polres", DINSOS: "dinsos", VILLAGE: "desa"}


def private(name: str) -> Ed25519PrivateKey:
    """A key of the tests by its name."""
    return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"."))


def public(name: str) -> bytes:
    return private(name).public_key().public_bytes_raw()


def x_of(name: str) -> str:
    return base64url.encode(public(name))


def proof(name: str, agency: str, use: str, origin: str = ORIGIN) -> str:
    return prove_possession(
        private(name).sign, possession_statement(agency, origin, thumbprint(public(name)), use)
    )


def registered(name: str, agency: str, custody: str, **more: Any) -> Key:
    return Key(
        kid_of(agency, public(name), escrow=custody == "escrow"), agency, public(name), custody, 1, **more
    )


def directory(*more: Key) -> Directory:
    """Host, police and social office with roots, a village without; the host also with a key of every day."""
    keys = [registered(f"{agency} root", agency, "root") for agency in (HOST, POLICE, DINSOS)]
    keys += [registered("host", HOST, "agency"), registered("police", POLICE, "agency"), *more]
    roots = {key.agency: key.kid for key in keys if key.is_root}
    agencies = {name: Agency(name, kind, name, ("ttu",), roots.get(name)) for name, kind in KINDS.items()}
    return Directory(agencies=agencies, keys={key.kid: key for key in keys}, position=9)


def event(kind: str, by: str, key: str, data: dict[str, Any], subject: str | None = None) -> bytes:
    """A registry event of agency `by`, signed with `key`, in the stream of the agency it is about."""
    body = {
        "specversion": "1.0",
        "id": "r-1",
        "source": source_of(by),
        "type": f"jejak.{kind}.v1",
        "subject": subject or str(agency_stream(ORIGIN, data.get("agency", by))),
        "time": "2026-01-01T08:00:00+08:00",
        "origin": ORIGIN,
        "data": data,
    }
    head, payload = protect(kid_of(by, public(key))), base64url.encode(json.dumps(body).encode())
    signature = base64url.encode(private(key).sign(f"{head}.{payload}".encode()))
    return json.dumps({"payload": payload, "protected": head, "signature": signature}).encode()


def outcome(
    raw: bytes, known: Directory, elsewhere: frozenset[bytes] = frozenset(), log_end: int = 2**62
) -> Refusal | None:
    """What became of a registry event: verified, then checked."""
    signed = parse_signed(raw, ORIGIN)
    proposed = signed if isinstance(signed, Refusal) else verify_signed(signed, known, ORIGIN)
    if isinstance(proposed, Refusal):
        return proposed
    return check_registration(proposed, known, ORIGIN, elsewhere, log_end)


def joins(agency: str, kind: str, root: str | None = None, **changes: Any) -> dict[str, Any]:
    data = {"agency": agency, "kind": kind, "name": agency, "task_forces": ["ttu"]}
    if root:
        data |= {"root_key": x_of(root), "possession": proof(root, agency, "root")}
    return {**data, **changes}


def key_of(agency: str, name: str, custody: str = "agency", **changes: Any) -> dict[str, Any]:
    data = {
        "agency": agency,
        "key": x_of(name),
        "custody": custody,
        "possession": proof(name, agency, custody),
    }
    return {**data, **changes}


def slug(refusal: Refusal | None) -> str | None:
    return refusal.type if refusal else None


def test_the_deployment_registers_itself_first_with_its_own_root_key() -> None:
    assert outcome(event("AgencyRegistered", HOST, "new", joins(HOST, "deployment", "new")), EMPTY) is None


def test_the_first_registration_is_of_a_deployment_and_of_itself() -> None:
    foreign = event("AgencyRegistered", HOST, "new", joins(POLICE, "polres", "new"))
    assert slug(outcome(foreign, EMPTY)) == "key_unknown"
    police = event("AgencyRegistered", POLICE, "new", joins(POLICE, "polres", "new"))
    assert slug(outcome(police, EMPTY)) == "authority_missing"


def test_the_first_registration_is_signed_with_the_key_that_it_registers() -> None:
    raw = event("AgencyRegistered", HOST, "other", joins(HOST, "deployment", "new"))
    assert slug(outcome(raw, EMPTY)) == "key_unknown"


def test_nothing_else_comes_before_the_first_registration() -> None:
    raw = event("KeyRegistered", HOST, "new", key_of(HOST, "next"))
    assert slug(outcome(raw, EMPTY)) == "key_unknown"
    rootless = event("AgencyRegistered", HOST, "new", joins(HOST, "deployment"))
    assert isinstance(outcome(rootless, EMPTY), Refusal)


@pytest.mark.parametrize("root", ["new", None])
def test_the_deployment_registers_agencies_with_and_without_a_root(root: str | None) -> None:
    assert (
        outcome(event("AgencyRegistered", HOST, "host", joins("ngo-ttu", "ngo", root)), directory()) is None
    )


def test_no_other_agency_registers_agencies() -> None:
    raw = event("AgencyRegistered", POLICE, "police", joins("ngo-ttu", "ngo"))
    assert slug(outcome(raw, directory())) == "authority_missing"


def test_a_root_key_does_not_register_agencies_after_the_first() -> None:
    raw = event("AgencyRegistered", HOST, "host root", joins("ngo-ttu", "ngo"))
    assert slug(outcome(raw, directory())) == "key_not_valid"


def test_an_agency_may_be_registered_again_under_the_same_root() -> None:
    again = joins(POLICE, "polres", f"{POLICE} root", task_forces=["ttu", "kupang"])
    assert outcome(event("AgencyRegistered", HOST, "host", again), directory()) is None


def test_the_root_of_an_agency_is_pinned() -> None:
    other = event("AgencyRegistered", HOST, "host", joins(POLICE, "polres", "new"))
    assert slug(outcome(other, directory())) == "key_refused"
    without = event("AgencyRegistered", HOST, "host", joins(POLICE, "polres"))
    assert slug(outcome(without, directory())) == "key_refused"


def test_an_agency_without_a_root_may_be_given_one() -> None:
    raw = event("AgencyRegistered", HOST, "host", joins(VILLAGE, "desa", "new"))
    assert outcome(raw, directory()) is None


def test_the_kind_of_an_agency_is_fixed() -> None:
    raw = event("AgencyRegistered", HOST, "host", joins(VILLAGE, "polres"))
    assert slug(outcome(raw, directory())) == "precondition"


def test_a_root_key_comes_with_a_proof_for_this_agency() -> None:
    unproved = joins("ngo-ttu", "ngo", "new")
    del unproved["possession"]
    assert slug(outcome(event("AgencyRegistered", HOST, "host", unproved), directory())) == "missing_field"
    borrowed = joins("ngo-ttu", "ngo", "new", possession=proof("new", "sbmi-ttu", "root"))
    assert slug(outcome(event("AgencyRegistered", HOST, "host", borrowed), directory())) == "key_refused"


@pytest.mark.parametrize("custody", ["agency", "device", "escrow"])
def test_the_root_brings_keys_of_its_agency_into_force(custody: str) -> None:
    raw = event("KeyRegistered", DINSOS, f"{DINSOS} root", key_of(DINSOS, "new", custody))
    assert outcome(raw, directory()) is None


def test_a_key_of_every_day_brings_no_key_into_force() -> None:
    raw = event("KeyRegistered", POLICE, "police", key_of(POLICE, "new"))
    assert slug(outcome(raw, directory())) == "authority_missing"


@pytest.mark.parametrize("custody", ["agency", "device", "escrow"])
def test_the_host_brings_no_key_into_force_for_an_agency_with_a_root(custody: str) -> None:
    raw = event("KeyRegistered", HOST, "host", key_of(DINSOS, "new", custody))
    assert slug(outcome(raw, directory())) == "authority_missing"


def test_one_agency_brings_no_key_into_force_for_another() -> None:
    raw = event("KeyRegistered", DINSOS, f"{DINSOS} root", key_of(VILLAGE, "new"))
    assert slug(outcome(raw, directory())) == "authority_missing"


@pytest.mark.parametrize("key", ["host", "host root"])
def test_the_host_holds_escrow_keys_for_an_agency_without_a_root(key: str) -> None:
    raw = event("KeyRegistered", HOST, key, key_of(VILLAGE, "new", "escrow"))
    assert outcome(raw, directory()) is None


def test_the_host_registers_no_key_as_an_agencys_own() -> None:
    raw = event("KeyRegistered", HOST, "host", key_of(VILLAGE, "new", "agency"))
    assert slug(outcome(raw, directory())) == "authority_missing"


def test_police_have_no_escrow_key_even_by_their_own_root() -> None:
    raw = event("KeyRegistered", POLICE, f"{POLICE} root", key_of(POLICE, "new", "escrow"))
    assert slug(outcome(raw, directory())) == "escrow_refused"


@pytest.mark.parametrize("custody", ["receipt", "log", "reads-log"])
def test_receipts_and_checkpoints_are_signed_by_the_deployment_only(custody: str) -> None:
    host = event("KeyRegistered", HOST, "host root", key_of(HOST, "new", custody))
    assert outcome(host, directory()) is None
    police = event("KeyRegistered", POLICE, f"{POLICE} root", key_of(POLICE, "new", custody))
    assert slug(outcome(police, directory())) == "key_refused"


@pytest.mark.parametrize("use", ["host", "host root", "receipts", "police"])
def test_the_key_of_a_log_is_no_other_key(use: str) -> None:
    known = directory(registered("receipts", HOST, "receipt"))
    raw = event("KeyRegistered", HOST, "host root", key_of(HOST, use, "log"))
    assert slug(outcome(raw, known)) == "key_refused"


@pytest.mark.parametrize("custody", ["receipt", "log", "reads-log"])
def test_a_key_that_vouches_for_the_log_signs_no_event(custody: str) -> None:
    known = directory(registered("vouching", HOST, custody))
    raw = event("LogGenerationDeclared", HOST, "vouching", begun(2))
    assert slug(outcome(raw, known)) == "key_not_valid"


def begun(generation: int, **others: Any) -> dict[str, Any]:
    return {"log": "log", "generation": generation, "size": 7, "reason": "damaged", **others}


def test_a_log_begins_anew_by_the_word_of_the_deployment_and_never_under_a_number_it_had() -> None:
    assert outcome(event("LogGenerationDeclared", HOST, "host", begun(2)), directory()) is None
    later = msgspec.structs.replace(directory(), generations={"log": (Beginning(4, 3),)})
    assert slug(outcome(event("LogGenerationDeclared", HOST, "host", begun(3)), later)) == "precondition"
    assert outcome(event("LogGenerationDeclared", HOST, "host", begun(4)), later) is None
    reads = event("LogGenerationDeclared", HOST, "host", begun(2, log="reads"))
    assert outcome(reads, later) is None
    elsewhere = event("LogGenerationDeclared", HOST, "host", begun(2), str(agency_stream(ORIGIN, POLICE)))
    assert slug(outcome(elsewhere, directory())) == "stream_kind"
    police = event("LogGenerationDeclared", POLICE, "police", begun(2))
    assert slug(outcome(police, directory())) == "authority_missing"


def test_an_agency_is_registered_before_its_keys() -> None:
    raw = event("KeyRegistered", HOST, "host", key_of("ngo-ttu", "new", "escrow"))
    assert slug(outcome(raw, directory())) == "precondition"


@pytest.mark.parametrize("held_by", ["police", f"{POLICE} root", "host", f"{DINSOS} root"])
def test_a_key_is_registered_once_whoever_holds_it(held_by: str) -> None:
    raw = event("KeyRegistered", DINSOS, f"{DINSOS} root", key_of(DINSOS, held_by))
    assert slug(outcome(raw, directory())) == "key_refused"


def test_a_revoked_key_is_not_registered_again() -> None:
    known = directory(registered("old", DINSOS, "agency", until_position=5))
    raw = event("KeyRegistered", DINSOS, f"{DINSOS} root", key_of(DINSOS, "old"))
    assert slug(outcome(raw, known)) == "key_refused"


@pytest.mark.parametrize("text", load("keys.json")["low_order"] + load("keys.json")["not_canonical"])
def test_no_weak_key_comes_into_force(text: str) -> None:
    weak = key_of(DINSOS, "new", key=base64url.encode(bytes.fromhex(text)))
    refusal = outcome(event("KeyRegistered", DINSOS, f"{DINSOS} root", weak), directory())
    assert slug(refusal) == "key_refused"
    assert refusal is not None
    assert refusal.field == "data.key"


@pytest.mark.parametrize(
    "changes",
    [
        {"possession": proof("new", DINSOS, "device")},
        {"possession": proof("new", POLICE, "agency")},
        {"possession": proof("new", DINSOS, "agency", "staging.example")},
        {"possession": proof("other", DINSOS, "agency")},
    ],
)
def test_a_key_comes_with_a_proof_for_this_agency_deployment_and_use(changes: dict[str, str]) -> None:
    raw = event("KeyRegistered", DINSOS, f"{DINSOS} root", key_of(DINSOS, "new", **changes))
    assert slug(outcome(raw, directory())) == "key_refused"


def test_registrations_stand_in_the_stream_of_their_agency() -> None:
    elsewhere = str(agency_stream(ORIGIN, POLICE))
    key = event("KeyRegistered", DINSOS, f"{DINSOS} root", key_of(DINSOS, "new"), elsewhere)
    assert slug(outcome(key, directory())) == "stream_kind"
    agency = event("AgencyRegistered", HOST, "host", joins("ngo-ttu", "ngo"), elsewhere)
    assert slug(outcome(agency, directory())) == "stream_kind"


def revokes(name: str, agency: str) -> dict[str, Any]:
    return {"kid": kid_of(agency, public(name)), "reason": "replaced"}


def test_the_root_revokes_the_keys_of_its_agency() -> None:
    raw = event("KeyRevoked", POLICE, f"{POLICE} root", revokes("police", POLICE))
    assert outcome(raw, directory()) is None


def test_neither_the_host_nor_a_key_of_every_day_revokes_the_keys_of_an_agency() -> None:
    stream = str(agency_stream(ORIGIN, POLICE))
    host = event("KeyRevoked", HOST, "host", revokes("police", POLICE), stream)
    assert slug(outcome(host, directory())) == "authority_missing"
    own = event("KeyRevoked", POLICE, "police", revokes("police", POLICE))
    assert slug(outcome(own, directory())) == "authority_missing"


def test_the_host_revokes_the_escrow_key_of_an_agency_without_a_root() -> None:
    escrow = registered("held", VILLAGE, "escrow")
    stream = str(agency_stream(ORIGIN, VILLAGE))
    raw = event("KeyRevoked", HOST, "host", {"kid": escrow.kid, "reason": "replaced"}, stream)
    assert outcome(raw, directory(escrow)) is None


def test_only_a_key_in_force_is_revoked() -> None:
    unknown = event("KeyRevoked", POLICE, f"{POLICE} root", revokes("nobody's", POLICE))
    assert slug(outcome(unknown, directory())) == "key_unknown"
    gone = registered("old", POLICE, "agency", until_position=5)
    again = event("KeyRevoked", POLICE, f"{POLICE} root", revokes("old", POLICE))
    assert slug(outcome(again, directory(gone))) == "key_unknown"


def test_other_events_are_not_its_business() -> None:
    proposed = verify_signed(parsed(), of_the_vectors(), ORIGIN)
    assert isinstance(proposed, Proposed)
    assert check_registration(proposed, EMPTY, ORIGIN) is None


def test_an_event_signed_in_escrow_registers_nothing() -> None:
    raw = event("KeyRegistered", HOST, "host", key_of(VILLAGE, "new", "escrow"))
    signed = parse_signed(raw, ORIGIN)
    assert not isinstance(signed, Refusal)
    proposed = verify_signed(signed, directory(), ORIGIN)
    assert isinstance(proposed, Proposed)
    by_escrow = msgspec.structs.replace(proposed, assurance="escrow")
    assert slug(check_registration(by_escrow, directory(), ORIGIN)) == "authority_missing"
