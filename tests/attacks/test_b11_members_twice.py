"""B11: a member stands twice, so that one reader sees what was signed and another what was not (evidence.md
6b)."""

import json
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

import msgspec
import pytest
from jejak_client import base64url
from jejak_client.verify.dossier import verify_dossier

from tests.attacks.shared import filed, problem, triaged
from tests.attacks.site import OWNER, POLICE, Site
from tests.clients.verify.changing import change_event, with_payload
from tests.clients.verify.making import dossier_files, manifest_of, packed, policy_text, zipped
from tests.clients.verify.telling import story
from tests.server.api.agencies import SIGNED, Key


def twice(raw: bytes, member: str, other: str = '"x"') -> bytes:
    """The object with another member of this name before the one it has."""
    return raw.replace(f'"{member}":'.encode(), f'"{member}":{other},"{member}":'.encode(), 1)


def escaped(raw: bytes, member: str) -> bytes:
    """The second name written with an escape: other bytes, the same name."""
    hidden = f"\\u{ord(member[0]):04x}{member[1:]}"
    return raw.replace(f'"{member}":'.encode(), f'"{hidden}":"x","{member}":'.encode(), 1)


def signed_body(key: Key, case: UUID, change: Callable[[bytes], bytes]) -> bytes:
    payload = json.dumps(
        json.loads(base64url.decode(key.sign(filed(case))["payload"])), separators=(",", ":")
    )
    return msgspec.json.encode(key.sign_bytes(change(payload.encode())))


def signed_header(key: Key, case: UUID) -> bytes:
    flat = key.sign(filed(case))
    protected = base64url.encode(twice(base64url.decode(flat["protected"]), "kid"))
    message = f"{protected}.{flat['payload']}".encode()
    return msgspec.json.encode(
        {**flat, "protected": protected, "signature": base64url.encode(key.private.sign(message))}
    )


IN_A_SIGNED_EVENT: dict[str, Callable[[Key, UUID], bytes]] = {
    "in the body": lambda key, case: signed_body(key, case, lambda raw: twice(raw, "time")),
    "in the data": lambda key, case: signed_body(key, case, lambda raw: twice(raw, "articles", "[]")),
    "under an escaped name": lambda key, case: signed_body(key, case, lambda raw: escaped(raw, "subject")),
    "in the header": signed_header,
    "around all of it": lambda key, case: twice(msgspec.json.encode(key.sign(filed(case))), "payload"),
}


@pytest.mark.parametrize("made", IN_A_SIGNED_EVENT.values(), ids=IN_A_SIGNED_EVENT.keys())
def test_b11_no_signed_event_with_a_member_twice_is_taken(
    site: Site, made: Callable[[Key, UUID], bytes]
) -> None:
    raw = made(site.keys[POLICE], site.open_case())
    head = site.head()
    assert problem(site.post(POLICE, raw, SIGNED)) == (400, "duplicate_member")
    assert site.head() == head


def test_b11_no_disclosed_value_with_a_member_twice_is_taken(site: Site) -> None:
    key, case = site.keys[POLICE], site.open_case()
    head = site.head()
    disclosure = base64url.encode(b'["AAAAAAAAAAAAAAAAAAAAAA","report_number",{"a":1,"a":2}]')
    body = json.loads(base64url.decode(key.sign(filed(case))["payload"]))
    digest = base64url.encode(sha256(disclosure.encode()).digest())
    body["data"] = {"articles": ["UU-21-2007:2"], "_sd": [digest], "_sd_alg": "sha-256"}
    signed = {**key.sign_bytes(msgspec.json.encode(body)), "header": {"disclosures": [disclosure]}}
    assert problem(site.post(POLICE, signed, SIGNED)) == (400, "duplicate_member")
    assert site.head() == head


def test_b11_no_plain_event_with_a_member_twice_is_taken(site: Site) -> None:
    raw = msgspec.json.encode(triaged(site.open_case()))
    head = site.head()
    for changed in (twice(raw, "subject"), twice(raw, "person"), escaped(raw, "type")):
        assert problem(site.post(OWNER, changed)) == (400, "duplicate_member")
    assert site.head() == head


@pytest.mark.parametrize("member", ["data", "type", "time", "source", "id", "origin"])
def test_b11_the_offline_verifier_reads_no_body_with_a_member_twice(member: str) -> None:
    told = story(1)
    files = dossier_files(told)
    entry = next(each for each in told.shown if each.subject == told.case)
    for payload in (twice(entry.payload, member), escaped(entry.payload, member)):
        change_event(files, entry.position, state=with_payload(entry.state, payload))
        verdict = verify_dossier(packed(told, files), told.verified_at, policy_text())
        where = f"events/{entry.position}.json"
        assert [(each.code, each.where) for each in verdict.result.problems] == [("event_malformed", where)]


@pytest.mark.parametrize(
    "name", ["manifest.json", "events/1.json", "keys.json", "stages.json", "deliveries.json"]
)
def test_b11_the_offline_verifier_reads_no_file_with_a_member_twice(name: str) -> None:
    told = story(1)
    files = dossier_files(told)
    if name == "stages.json":
        files[name] = b'[{"position": 1, "position": 2, "code": null, "date": "2026-03-02"}]'
    raw = manifest_of(told, files) if name == "manifest.json" else files[name]
    first = next(member for member in ("origin", "position", "agency") if f'"{member}":'.encode() in raw)
    changed = raw if name == "stages.json" else twice(raw, first)
    parts = {"manifest.json": manifest_of(told, {**files, name: changed}), **files, name: changed}
    if name == "manifest.json":
        parts["manifest.json"] = changed
    verdict = verify_dossier(zipped(parts), told.verified_at, policy_text())
    expected = "manifest_malformed" if name == "manifest.json" else "file_malformed"
    assert [(each.code, each.where) for each in verdict.result.problems] == [(expected, name)]
