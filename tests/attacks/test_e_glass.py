"""E08: glass that is broken against the rules, and by them (evidence.md 6e)."""

import json
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.attacks.canaries import Flock
from tests.attacks.shared import feed_of
from tests.attacks.site import DPO, OWNER, POLICE, Site
from tests.server.api.agencies import Event, event


def glass(case: UUID, **changes: Any) -> Event:
    """An auditor breaks the glass of a case for half an hour, beside another person."""
    until = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    data = {
        "classes": ["victim_identity"], "reason": "danger_to_life", "until": until, "second": str(uuid4()),
        **changes.pop("data", {}),
    }  # fmt: skip
    attributes = {"id": str(uuid4()), "time": datetime.now(UTC).isoformat(), "actor": str(uuid4()), **changes}
    data = {name: value for name, value in data.items() if value is not None}
    return event("auditor", "BreakGlassOpened", case, data, **attributes)


def later(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


REFUSED_GLASS: dict[str, dict[str, Any]] = {
    "no reason": {"data": {"reason": None}},
    "another reason than those of the list": {"data": {"reason": "curious"}},
    "no end": {"data": {"until": None}},
    "an end that is past": {"data": {"until": later(minutes=-1)}},
    "an end that is far": {"data": {"until": later(days=30)}},
    "one person alone": {
        "actor": "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b9c",
        "data": {"second": "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b9c"},
    },
    "no second person": {"data": {"second": None}},
    "a class that no emergency opens": {"data": {"classes": ["health"]}},
    "a class of another agency's emergencies": {"data": {"classes": ["location"]}},
}


@pytest.mark.parametrize("changes", REFUSED_GLASS.values(), ids=REFUSED_GLASS.keys())
def test_e08_glass_that_is_broken_against_the_rules_opens_nothing(
    site: Site, case: UUID, flock: Flock, changes: dict[str, Any]
) -> None:
    answer = site.post("auditor", glass(case, **changes))
    assert answer.status_code == 422
    site.settled()
    assert not flock.found_in(feed_of(site, "auditor"))


def test_e08_broken_glass_opens_its_case_for_its_time_and_owner_and_dpo_are_told(site: Site) -> None:
    opened, other = Flock(), Flock()
    case, _ = (site.open_case(victim_name=each.name()) for each in (opened, other))
    broken = glass(case, data={"until": later(seconds=4)})
    began = monotonic()
    site.publish("auditor", broken)
    site.settled()
    assert opened.found_in(feed_of(site, "auditor"))
    assert not other.found_in(feed_of(site, "auditor"))
    for agency in (OWNER, DPO):
        listed = [item for item in worklist_of(site, agency) if item["case"] == str(case)]
        assert [item for item in listed if "glass" in json.dumps(item).lower()], agency
    assert monotonic() - began < 60
    review = {"opened_id": broken["id"], "opened_source": "/agencies/auditor", "finding": "justified"}
    for agency in ("auditor", OWNER):
        denied = site.sent(agency, event(agency, "BreakGlassReviewed", case, review, id=str(uuid4())))
        assert denied.status_code == 422, agency
    sleep(max(0.0, 4.5 - (monotonic() - began)))
    assert not opened.found_in(feed_of(site, "auditor"))
    site.record(DPO, "BreakGlassReviewed", case, review)


def worklist_of(site: Site, agency: str) -> list[Event]:
    items, after = [], None
    while True:
        page = site.get(agency, "/v1/worklist", limit=200, **({"after": after} if after else {})).json()
        items += page["items"]
        after = page.get("next")
        if not after:
            return items


def test_e08_where_a_person_is_kept_is_opened_by_no_agency_alone(site: Site) -> None:
    hidden = Flock()
    case = site.open_case(safe_contact=hidden.phone())
    alone = glass(case, data={"classes": ["location"]}) | {"source": f"/agencies/{POLICE}"}
    site.publish(POLICE, alone)
    site.settled()
    assert not hidden.found_in(feed_of(site, POLICE))
    named = {"opened_id": alone["id"], "opened_source": alone["source"]}
    assert site.sent(POLICE, confirmed(case, POLICE, named)).status_code == 422
    site.publish(DPO, confirmed(case, DPO, named))
    site.settled()
    assert hidden.found_in(feed_of(site, POLICE))


def confirmed(case: UUID, by: str, data: Event) -> Event:
    now = datetime.now(UTC).isoformat()
    return event(by, "BreakGlassConfirmed", case, data, id=str(uuid4()), time=now, actor=str(uuid4()))
