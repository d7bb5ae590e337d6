"""B10: the bytes of a signed body are changed, and what they say as JSON is not (evidence.md 6b)."""

import json
from uuid import uuid4

from jejak_client import base64url
from jejak_client.verify.dossier import verify_dossier

from tests.attacks.equal_json import re_encodings
from tests.attacks.shared import filed, problem, whole_feed
from tests.attacks.site import POLICE, Site
from tests.clients.verify.changing import change_event, with_payload
from tests.clients.verify.making import dossier_files, packed, policy_text
from tests.clients.verify.telling import story
from tests.server.api.agencies import SIGNED

MANY = 50


def test_b10_none_of_50_equal_texts_is_taken_under_the_signature_of_another(site: Site) -> None:
    captured = site.keys[POLICE].sign(filed(site.open_case()))
    head = site.head()
    for changed in re_encodings(base64url.decode(captured["payload"]), MANY):
        forged = {**captured, "payload": base64url.encode(changed)}
        assert problem(site.post(POLICE, forged, SIGNED)) == (400, "signature_invalid")
    assert site.head() == head


def test_b10_what_an_agency_signed_is_kept_and_given_byte_for_byte_however_it_looks(site: Site) -> None:
    case, key = site.open_case(), site.keys[POLICE]
    plain = json.loads(base64url.decode(key.sign(filed(case))["payload"]))
    sent: dict[int, bytes] = {}
    for number in range(12):
        named = {**plain, "id": str(uuid4()), "data": {"articles": ["UU-21-2007:2"]}}
        (payload,) = re_encodings(json.dumps(named).encode(), 1, seed=number)
        answer = site.post(POLICE, key.sign_bytes(payload), SIGNED)
        assert answer.status_code == 201, answer.text
        sent[answer.json()["position"]] = payload
    site.settled()
    rows = site.rows(
        "SELECT notification_id, state FROM jejak.log WHERE notification_id = ANY(%s)", list(sent)
    )
    assert {
        position: base64url.decode(bytes(state).decode().split(".")[1]) for position, state in rows
    } == sent
    given = {
        row["logposition"]: row["event"]["payload"] for row in whole_feed(site, POLICE) if "event" in row
    }
    assert {position: base64url.decode(given[position]) for position in sent} == sent


def test_b10_none_of_50_equal_texts_verifies_offline() -> None:
    told = story(1)
    entry = next(each for each in told.shown if each.subject == told.case and each.disclosures)
    files = dossier_files(told)
    kept = files[f"events/{entry.position}.json"]
    for changed in re_encodings(entry.payload, MANY):
        change_event(files, entry.position, state=with_payload(entry.state, changed))
        verdict = verify_dossier(packed(told, files), told.verified_at, policy_text())
        found = {problem.code for problem in verdict.result.problems}
        assert found >= {"not_included"}
        assert found & {"signature_invalid", "event_malformed"}
        assert entry.position not in {event.position for event in verdict.result.events}
        files[f"events/{entry.position}.json"] = kept
