"""D: what could be made of what is sealed and given out (evidence.md 6d)."""

import json
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from domain import base64url
from tests.attacks.canaries import Flock
from tests.attacks.forking import CHILDREN, SEALINGS, Sealing
from tests.attacks.shared import (
    decoded,
    refusals,
    reported_to,
    whole_feed,
)
from tests.attacks.site import DPO, OWNER, POLICE, Site, served
from tests.server.api.agencies import Event, event
from tests.server.api.feeds import fields


@pytest.fixture
def two_victims(site: Site) -> tuple[UUID, UUID]:
    """Two cases of two persons, with a name, a telephone and a shelter each."""
    return victim_case(site), victim_case(site)


def victim_case(site: Site, **more: Any) -> UUID:
    case, person = site.open_case(), str(uuid4())
    flock = Flock()
    named = {
        "person": person,
        "child": False,
        "sex": "female",
        "age_band": "24-26",
        "name": flock.name(),
        "phone": flock.phone(),
        **more,
    }
    site.record(OWNER, "VictimRegistered", case, named)
    return case


def sealed_of(site: Site, case: UUID) -> list[tuple[int, bytes]]:
    """What is sealed of a case, with the positions of its events."""
    query = (
        "SELECT position, items FROM jejak.sealed JOIN jejak.log ON notification_id = position "
        "WHERE originator_id = %s AND items IS NOT NULL ORDER BY position"
    )
    return [(position, bytes(items)) for position, items in site.rows(query, case)]


def served_values(site: Site, case: UUID) -> list[list[str]]:
    """The names of the fields that the owner of a case is given, event by event."""
    site.settled()
    with_case = [item for item in whole_feed(site, OWNER) if item["case"] == str(case) and "event" in item]
    return [sorted(fields(item)) for item in with_case]


def put(site: Site, position: int, items: bytes) -> None:
    """Writes over what is sealed, as one whom no trigger and no policy stops."""
    site.rows("UPDATE jejak.sealed SET items = %s WHERE position = %s", items, position)


def test_d03_what_is_sealed_opens_nowhere_but_in_its_place(
    site: Site, two_victims: tuple[UUID, UUID]
) -> None:
    one, other = (sealed_of(site, case)[-1] for case in two_victims)
    before = served_values(site, two_victims[0])
    assert before[-1] == ["name", "phone"]
    mine, theirs = unpack(one[1]), unpack(other[1])
    for label, forged in swaps(mine, theirs).items():
        put(site, one[0], forged)
        assert served_values(site, two_victims[0])[-1] == [], label
    put(site, one[0], one[1])
    assert served_values(site, two_victims[0]) == before
    assert '"seal broken"' in site.log.read_text()


def unpack(items: bytes) -> list[Any]:
    return msgspec.msgpack.decode(items)  # type: ignore[no-any-return]


def swaps(mine: list[Any], theirs: list[Any]) -> dict[str, bytes]:
    """The items of an event, forged: (class, key id, digest, blob) of each disclosure."""
    (a, b), others = mine[1], theirs[1]

    def items(*changed: Any) -> bytes:
        return msgspec.msgpack.encode([mine[0], list(changed)])

    return {
        "of another event, case and person": items(*others),
        "another's blob under my digest": items(
            *([*m[:3], t[3]] for m, t in zip(mine[1], others, strict=True))
        ),
        "another's key": items(*([m[0], t[1], *m[2:]] for m, t in zip(mine[1], others, strict=True))),
        "fields changed about": items([*a[:3], b[3]], [*b[:3], a[3]]),
        "as another class": items(*([0x40, *m[1:]] for m in mine[1])),
        "another version of the format": msgspec.msgpack.encode([mine[0] + 1, mine[1]]),
        "cut short": items(*([*m[:3], m[3][:-1]] for m in mine[1])),
    }


FIRST_NAMES = ["Siti", "Maria", "Yuliana", "Nur", "Dewi", "Yohana", "Sri", "Ani", "Theresia", "Putri"]
LAST_NAMES = ["", *(f" {name}" for name in ("Aminah", "Bano", "Kolo", "Rahayu", "Sila", "Tefa", "Usboko"))]
GUESSES = [first + last for first in FIRST_NAMES for last in LAST_NAMES]


def test_d05_no_digest_is_found_by_trying_all_that_could_have_been_said(site: Site) -> None:
    case, elsewhere = victim_case(site, preferred_name=GUESSES[13]), victim_case(site)
    site.settled()
    digests, said = digests_of(site, case), disclosed(site, case)
    assert {digest_of(each) for each in said} == digests
    assert GUESSES[13] in [value for _, _, value in said]
    salts = [salt for salt, _, _ in said]
    assert all(len(decoded(salt)) >= 16 for salt in salts)
    assert len({*salts}) == len(salts) == 3
    known = ["", "0", *(salt for salt, _, _ in disclosed(site, elsewhere))]
    guessed = {digest_of([salt, "preferred_name", guess]) for guess in GUESSES for salt in known}
    assert not guessed & digests


def given_of(site: Site, case: UUID) -> list[Event]:
    """The signed events of a case as its owner is given them."""
    return [
        item["event"] for item in whole_feed(site, OWNER) if item["case"] == str(case) and "event" in item
    ]


def disclosed(site: Site, case: UUID) -> list[list[Any]]:
    """[salt, field, value] of everything that is disclosed."""
    texts = [text for each in given_of(site, case) for text in each.get("header", {}).get("disclosures", [])]
    return [json.loads(decoded(text)) for text in texts]


def digests_of(site: Site, case: UUID) -> set[str]:
    """What stands in the signed bodies in place of what was said."""
    bodies = [json.loads(decoded(each["payload"])) for each in given_of(site, case)]
    return {digest for body in bodies for digest in body["data"].get("_sd", [])}


def digest_of(disclosure: list[Any]) -> str:
    encoded = base64url.encode(msgspec.json.encode(disclosure))
    return base64url.encode(sha256(encoded.encode()).digest())


def test_d13_nothing_equal_is_given_out_of_two_cases_of_one_person(site: Site) -> None:
    flock = Flock()
    same = {
        "victim_name": flock.name(),
        "victim_phone": flock.phone(),
        "victim_birth_year": 1999,
        "victim_nik": flock.nik(),
    }
    one = reported_to(site, "dinsos-ttu", **same)
    other = reported_to(site, "bp3mi-ttu", **same)
    site.settled()
    seen_of_one, seen_of_other = tokens_of(site, "dinsos-ttu", one), tokens_of(site, "bp3mi-ttu", other)
    assert str(one) in seen_of_one
    assert str(other) in seen_of_other
    assert seen_of_one & seen_of_other <= in_every_event(site)


IDENTIFYING = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,27}|[0-9a-f]{32,}|[A-Za-z0-9_-]{22,}")


def tokens_of(site: Site, agency: str, case: UUID) -> set[str]:
    """Whatever could serve as somebody's name in what an agency is given of a case: ids, hashes, digests."""
    rows = [item for item in whole_feed(site, agency) if item["case"] == str(case)]
    given = [json.dumps(rows), site.get(agency, f"/v1/cases/{case}").text]
    given += [decoded(item["event"]["payload"]).decode() for item in rows if "event" in item]
    given += [
        site.get(agency, f"/v1/cases/{case}/timeline").text,
        site.get(agency, f"/v1/rights?case={case}").text,
    ]
    return {token for text in given for token in IDENTIFYING.findall(text)}


def in_every_event(site: Site) -> set[str]:
    """What says nothing of a person: it is the same in every event of this type."""
    cases = [reported_to(site, agency, victim_name=Flock().name()) for agency in ("dinsos-ttu", "bp3mi-ttu")]
    site.settled()
    first, second = (
        tokens_of(site, agency, case) for agency, case in zip(("dinsos-ttu", "bp3mi-ttu"), cases, strict=True)
    )
    return first & second


def test_d15_no_key_and_nonce_meet_twice_over_processes_that_are_killed(site: Site) -> None:
    for _ in range(2):
        with served(replace(site), "impatient") as beside:
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(lambda _: victim_case(beside), range(8)))
            assert beside.process is not None
            beside.process.kill()
    items = [
        item
        for (packed,) in site.rows("SELECT items FROM jejak.sealed WHERE items IS NOT NULL")
        for item in unpack(bytes(packed))[1]
    ]
    assert len(items) >= 32
    assert len({(bytes(key), bytes(blob[:12])) for _, key, _, blob in items}) == len(items)
    assert len({digest for _, _, digest, _ in items}) == len(items)
    wrapped = site.rows("SELECT kek_id, wrapped FROM jejak.data_keys")
    assert len({(kek_id, bytes(blob[:12])) for kek_id, blob in wrapped}) == len(wrapped) >= 16


def test_d15_no_key_and_nonce_meet_twice_in_the_children_of_one_process_that_are_killed(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.attacks.forking", str(tmp_path)]
    subprocess.run(command, check=True, timeout=120)
    sealings = [
        msgspec.json.decode(line, type=Sealing)
        for file in tmp_path.glob("*.lines")
        for line in file.read_bytes().splitlines()
    ]
    assert len(sealings) == CHILDREN * SEALINGS
    items = [item for each in sealings for item in each.items]
    # The key of an item follows from data key and digest: the same event sealed twice has the same.
    by_key = Counter((key, digest) for key, digest, _ in items)
    assert max(by_key.values()) > CHILDREN, "the children seal the same under the same key"
    assert len({*items}) == len(items)
    wrapped = [each for sealing in sealings for each in sealing.wrapped]
    assert len({*wrapped}) == len(wrapped) >= len(sealings)


def erasure(site: Site, case: UUID, person: str, by: str) -> Event:
    """An erasure that this agency asks for; what would approve it."""
    asked = {"erasure": str(uuid4()), "person": person}
    because = str(uuid4())
    site.record(
        by, "ErasureRequested", case, {**asked, "ground": "requested", "asked_by": "person"}, id=because
    )
    because_of = {"because_source": f"/agencies/{by}", "because_id": because}
    return {**asked, **because_of, "classes": ["victim_identity"]}


def approved_by(site: Site, agency: str, case: UUID, approval: Event) -> tuple[int, str]:
    """What becomes of an approval that rests on the case as it is."""
    query = "SELECT max(originator_version) FROM jejak.log WHERE originator_id = %s"
    ((version,),) = site.rows(query, case)
    sent = event(agency, "ErasureApproved", case, approval, basedon=version, id=str(uuid4()))
    answer = site.sent(agency, sent)
    return answer.status_code, answer.json().get("type", "").removeprefix("/problems/")


def test_d07_nobody_erases_under_a_legal_hold_or_without_a_second_approver(site: Site) -> None:
    flock, person, hold = Flock(), str(uuid4()), str(uuid4())
    case = site.open_case(person=person, victim_name=flock.name())
    refused_before = refusals(site, "authority_missing", "precondition")
    by_owner = erasure(site, case, person, OWNER)
    assert approved_by(site, OWNER, case, by_owner) == (422, "authority_missing")
    by_officer = erasure(site, case, person, DPO)
    assert approved_by(site, DPO, case, by_officer) == (422, "authority_missing")
    nothing_asked = {**by_owner, "erasure": str(uuid4()), "because_id": str(uuid4())}
    assert approved_by(site, DPO, case, nothing_asked) == (422, "precondition")
    site.record(POLICE, "LegalHoldPlaced", case, {"hold": hold, "ground": "criminal_proceedings"})
    assert approved_by(site, DPO, case, by_owner) == (422, "precondition")
    lifted = event(
        DPO, "LegalHoldLifted", case, {"hold": hold, "reason": "proceedings_ended"}, id=str(uuid4())
    )
    assert site.sent(DPO, lifted).status_code == 422
    assert refusals(site, "authority_missing", "precondition") >= refused_before + 5
    site.settled()
    assert "victim_name" in [name for names in served_values(site, case) for name in names]
    site.record(POLICE, "LegalHoldLifted", case, {"hold": hold, "reason": "proceedings_ended"})
    assert approved_by(site, DPO, case, by_owner) == (201, "")
