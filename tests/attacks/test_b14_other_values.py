"""B14: another value is shown for a digest that was signed (evidence.md 6b; RFC 9901 section 7)."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from jejak_client import base64url
from jejak_client.envelope import EnvelopeError, open_event
from jejak_client.verify.dossier import verify_dossier

from tests.attacks.shared import problem
from tests.attacks.site import POLICE, Site
from tests.clients.verify.changing import change_event, event_in
from tests.clients.verify.made_log import Entry
from tests.clients.verify.making import dossier_files, packed, policy_text
from tests.clients.verify.telling import Story, story
from tests.server.api.agencies import SIGNED, Event, event


def altered(disclosure: str, change: Callable[[list[Any]], list[Any]]) -> str:
    return base64url.encode(json.dumps(change(json.loads(base64url.decode(disclosure)))).encode())


CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "another value": lambda told: [altered(told[0], lambda d: [d[0], d[1], "Budi"]), *told[1:]],
    "another field": lambda told: [altered(told[0], lambda d: [d[0], "suspect_name", d[2]]), *told[1:]],
    "another salt": lambda told: [altered(told[0], lambda d: ["A" * 22, d[1], d[2]]), *told[1:]],
    "the same in other bytes": lambda told: [altered(told[0], lambda d: d), *told[1:]],
    "one value too many": lambda told: [*told, altered(told[0], lambda d: ["A" * 22, "more", 1])],
    "a value twice": lambda told: [told[0], *told],
    "no array": lambda told: [base64url.encode(b'{"a":1}'), *told[1:]],
    "an array of two": lambda told: [altered(told[0], lambda d: d[1:]), *told[1:]],
    "an array of four": lambda told: [altered(told[0], lambda d: [*d, 1]), *told[1:]],
    "padding": lambda told: [told[0] + "=", *told[1:]],
}


@pytest.fixture(scope="module")
def signed(site: Site) -> Event:
    values = {"articles": ["UU-21-2007:2"], "report_number": "LP/1/III/2026"}
    return site.keys[POLICE].sign(
        event(POLICE, "PoliceReportFiled", site.open_case(), values, id=str(uuid4()))
    )


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_b14_the_server_takes_no_value_that_was_not_signed(
    site: Site, signed: Event, change: Callable[[list[str]], list[str]]
) -> None:
    head = site.head()
    forged = {**signed, "header": {"disclosures": change(signed["header"]["disclosures"])}}
    status, slug = problem(site.post(POLICE, forged, SIGNED))
    assert status == 422
    assert slug in {"disclosure_mismatch", "disclosure_unknown", "disclosure_missing"}
    assert site.head() == head


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_b14_a_client_opens_no_value_that_was_not_signed(
    signed: Event, change: Callable[[list[str]], list[str]]
) -> None:
    assert open_event(signed).data["report_number"] == "LP/1/III/2026"
    with pytest.raises(EnvelopeError):
        open_event({**signed, "header": {"disclosures": change(signed["header"]["disclosures"])}})


def with_values(told: Story) -> Entry:
    return next(each for each in told.shown if len(each.disclosures) > told.hidden.get(each.position, 0))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_b14_the_offline_verifier_shows_no_value_that_was_not_signed(
    change: Callable[[list[str]], list[str]],
) -> None:
    told = story(1)
    files = dossier_files(told)
    entry = with_values(told)
    shown = event_in(files, entry.position)["disclosures"]
    change_event(files, entry.position, disclosures=change(shown))
    verdict = verify_dossier(packed(told, files), told.verified_at, policy_text())
    where = f"events/{entry.position}.json"
    ((code, at),) = [(each.code, each.where) for each in verdict.result.problems]
    assert code in {"disclosure_unmatched", "disclosure_malformed"}
    assert at == where
    assert entry.position not in {event.position for event in verdict.result.events}


def test_b14_to_withhold_a_value_is_no_lie_and_is_told() -> None:
    told = story(1)
    files = dossier_files(told)
    entry = with_values(told)
    change_event(files, entry.position, disclosures=[])
    verdict = verify_dossier(packed(told, files), told.verified_at, policy_text())
    assert verdict.result.ok
    shown = next(event for event in verdict.result.events if event.position == entry.position)
    assert shown.withheld == len(entry.disclosures)
