"""The second line alone: every check of the application says yes, and no row of another agency is served."""

import sys
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain import access
from domain.access import Visibility
from domain.matrix import ALL_CLASSES, BODY_LEVEL
from server.ledger.chain import class_names
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, filed

NGO = "ngo-ttu"
READERS = (OWNER, POLICE, NGO, "kejari-ttu", "rsud-ttu", "desa-ttu")
LISTS = (
    "/v1/feed",
    "/v1/manifest",
    "/v1/cases",
    "/v1/worklist",
    "/v1/clocks",
    "/v1/discrepancies",
    "/v1/disputes",
    "/v1/referrals",
    "/v1/commitments",
    "/v1/rights",
)
OF_A_CASE = ("", "/timeline", "/discrepancies")


@pytest.fixture
async def cases(deployment: Deployment) -> dict[UUID, set[str]]:
    """Cases of several agencies, with who was ever on each."""
    mine = await deployment.open_case()
    person = uuid4()
    await filed(deployment, mine)
    offer = {
        "referral": str(uuid4()),
        "to": NGO,
        "service": "legal_aid",
        "person": str(person),
        "urgency": "routine",
    }
    shared = await deployment.open_case(person=str(person))
    await deployment.publish(OWNER, event(OWNER, "ReferralOffered", shared, offer))
    by_police = uuid4()
    await filed(deployment, by_police)
    found = {mine: {OWNER, POLICE}, shared: {OWNER, POLICE, NGO}, by_police: {POLICE}}
    await deployment.settled()
    return found


@pytest.fixture
def checks_off(monkeypatch: pytest.MonkeyPatch, cases: dict[UUID, set[str]]) -> None:
    """`visible` answers everything, wherever it is asked; what is on record is settled before."""
    everything = Visibility(BODY_LEVEL, ALL_CLASSES)
    real = access.visible
    for module in list(sys.modules.values()):
        if getattr(module, "visible", None) is real:
            monkeypatch.setattr(module, "visible", lambda *_: everything)


def named(answer: Any) -> set[str]:
    """Every text in an answer."""
    if isinstance(answer, dict):
        return set().union(*(named(value) for value in answer.values()), answer.keys())
    if isinstance(answer, list):
        return set().union(*(named(value) for value in answer))
    return {answer} if isinstance(answer, str) else set()


async def test_no_list_names_a_case_that_the_agency_was_never_on(
    deployment: Deployment, cases: dict[UUID, set[str]], checks_off: None
) -> None:
    seen = dict[str, set[str]]()
    for agency in READERS:
        caller = await deployment.caller(agency, "reader")
        for path in LISTS:
            answer = await caller.get(path)
            assert answer.status_code == 200, (agency, path, answer.text)
            texts = named(answer.json())
            foreign = {str(case) for case, on in cases.items() if agency not in on}
            assert not texts & foreign, (agency, path)
            seen.setdefault(agency, set()).update(texts & {str(case) for case in cases})
    assert {str(case) for case, on in cases.items() if OWNER in on} <= seen[OWNER], "the lists are not empty"


async def test_no_call_about_a_case_shows_an_event_that_the_agency_was_never_given(
    deployment: Deployment, cases: dict[UUID, set[str]], checks_off: None
) -> None:
    for agency in READERS:
        caller = await deployment.caller(agency, "reader")
        for case, on in cases.items():
            if agency in on:
                continue
            assert (await caller.get(f"/v1/cases/{case}")).status_code == 404, (agency, case)
            for path in OF_A_CASE[1:]:
                answer = await caller.get(f"/v1/cases/{case}{path}")
                assert answer.json().get("items", []) == [], (agency, path)


async def test_of_a_case_it_is_on_an_agency_is_shown_what_its_ledger_gave_and_no_more(
    deployment: Deployment, cases: dict[UUID, set[str]], checks_off: None
) -> None:
    """Police saw the offer to the NGO as a bare row: it stays one, and what is sealed of it stays closed."""
    for agency in READERS:
        caller = await deployment.caller(agency, "reader")
        given = await ledger_of(deployment, agency)
        for case in (case for case, on in cases.items() if agency in on):
            view = (await caller.get(f"/v1/cases/{case}")).json()
            timeline = (await caller.get(f"/v1/cases/{case}/timeline")).json()["items"]
            for each in timeline:
                bare, classes = given[each["position"]]
                assert each["kind"] == ("stage" if bare else "event"), (agency, each)
                assert set(each.get("classes", ())) <= classes, (agency, each)
            told = {each["position"] for each in view["bare"]}
            assert told == {each["position"] for each in timeline if each["kind"] == "stage"}, agency


async def ledger_of(deployment: Deployment, agency: str) -> dict[int, tuple[bool, set[str]]]:
    """By log position: whether the agency never had more than the bare row, and the classes it was given;
    read from the table itself, by the role that writes it."""
    found: dict[int, tuple[bool, set[str]]] = {}
    async with deployment.services.pool.connection() as conn:
        cursor = await conn.execute(
            "SELECT position, bool_and(on_date IS NOT NULL), bit_or(classes) FROM jejak.ledger"
            " WHERE agency = %s AND position IS NOT NULL GROUP BY position",
            [agency],
        )
        for position, bare, classes in await cursor.fetchall():
            found[position] = bare, set(class_names(classes))
    return found


async def test_no_auditor_is_shown_a_value_that_the_ledger_of_its_agency_never_gave(
    deployment: Deployment, cases: dict[UUID, set[str]], checks_off: None
) -> None:
    """An auditor by office reads every event and opens nothing; the police's own, what the police signed."""
    asked = {"limit": 500, "reason": "complaint", "disclose": ["victim_identity", "legal_file"]}
    found = {}
    for agency in ("auditor", POLICE):
        auditor = await deployment.caller(agency, "auditor")
        found[agency] = (await auditor.get("/v1/audit/events", **asked)).json()["items"]
    assert {each["case"] for each in found["auditor"]} >= {str(case) for case in cases}
    assert {tuple(each["disclosed"]) for each in found["auditor"]} == {()}
    filings = [each for each in found[POLICE] if each["disclosed"]]
    assert filings
    assert {tuple(each["disclosed"]) for each in filings} == {("legal_file",)}
