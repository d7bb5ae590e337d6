"""B12: names that look alike, turn the line they stand in, or are written in two ways (evidence.md 6b)."""

import unicodedata
from uuid import uuid4

import pytest
from jejak_client import base64url
from jejak_client.verify.dossier import verify_dossier
from jejak_client.verify.telling import told as lines_of

from tests.attacks.shared import filed, problem, triaged, whole_feed
from tests.attacks.site import OWNER, POLICE, Site
from tests.clients.verify.making import dossier_files, packed, policy_text
from tests.clients.verify.telling import story
from tests.server.api.agencies import SIGNED, Event, event
from tests.server.api.feeds import fields

NAMES = {
    "composed": unicodedata.normalize("NFC", "José Nāmitā"),
    "decomposed": unicodedata.normalize("NFD", "José Nāmitā"),
    "a bidi override": "Andi \u202eiduB\u202c",
    "bidi isolates": "\u2067Andi\u2069",
    "Cyrillic letters": "Аndi Вudi",
    "a zero-width joiner": "An\u200ddi",
    "a soft hyphen": "An\u00addi",
    "full-width letters": "Ａｎｄｉ",
    "a letter beyond 16 bits": "Andi 𝒜",
    "a line separator": "Andi\u2028Budi",
}


def test_b12_every_name_is_kept_and_given_back_as_it_was_written(site: Site) -> None:
    cases = {}
    for name in NAMES.values():
        case = uuid4()
        given = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [OWNER], "victim_name": name}
        site.record(OWNER, "ReportReceived", case, given)
        cases[str(case)] = name
    site.settled()
    given_back = {
        row["case"]: fields(row).get("victim_name") for row in whole_feed(site, OWNER) if "event" in row
    }
    assert {case: given_back[case] for case in cases} == cases
    assert len({*given_back.values()} & {*NAMES.values()}) == len(NAMES)


def signed_by_police(site: Site, name: str) -> Event:
    values = {"articles": ["UU-21-2007:2"], "report_number": name}
    filed_as = event(POLICE, "PoliceReportFiled", site.open_case(), values, id=str(uuid4()))
    return site.keys[POLICE].sign(filed_as)


def test_b12_signed_bytes_stay_as_they_are(site: Site) -> None:
    for name in NAMES.values():
        signed = signed_by_police(site, name)
        position = site.post(POLICE, signed, SIGNED).json()["position"]
        ((state,),) = site.rows("SELECT state FROM jejak.log WHERE notification_id = %s", position)
        assert bytes(state).decode().split(".") == [signed[p] for p in ("protected", "payload", "signature")]


def test_b12_a_name_in_another_form_does_not_pass_for_the_one_that_was_signed(site: Site) -> None:
    signed = signed_by_police(site, NAMES["composed"])
    (disclosure,) = signed["header"]["disclosures"]
    text = base64url.decode(disclosure).decode()
    assert NAMES["composed"] in text
    other = base64url.encode(text.replace(NAMES["composed"], NAMES["decomposed"]).encode())
    forged = {**signed, "header": {"disclosures": [other]}}
    assert problem(site.post(POLICE, forged, SIGNED)) == (422, "disclosure_mismatch")


@pytest.mark.parametrize("letter", ["а", "\u202e", "\u200d", "Ａ", "é"])
def test_b12_no_id_has_a_letter_that_passes_for_another(site: Site, letter: str) -> None:
    plain, looks_alike = triaged(site.open_case()), filed(site.open_case())
    looks_alike["source"] = looks_alike["source"].replace("o", "о")
    head = site.head()
    for attribute in ("id", "source", "type", "subject", "actor"):
        changed = {**plain, attribute: str(plain.get(attribute, "x")) + letter}
        assert site.post(OWNER, changed).status_code in (400, 403, 422), attribute
    assert site.post(POLICE, looks_alike).status_code in (400, 403, 422)
    assert site.head() == head


def test_b12_whoever_reads_a_verdict_sees_every_sign_that_could_mislead() -> None:
    made = story(1, rotated=False)
    for name in NAMES.values():
        made.log.append(
            made.log.signers["polres-ttu"], "SpdpSent", made.case, {"to": "kejari-ttu"}, {"note": name}
        )
    made.log.cosign()
    verdict = verify_dossier(packed(made, dossier_files(made)), made.verified_at, policy_text())
    assert verdict.result.ok
    shown = [held.values["note"] for held in verdict.held if "note" in held.values]
    assert shown == list(NAMES.values())
    lines = [line for line in lines_of(verdict) if line.startswith("  note = ")]
    assert len({*lines}) == len(NAMES)
    assert all(line.isascii() and line.isprintable() for line in lines)
