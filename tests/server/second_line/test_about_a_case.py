"""What others were owed and have read, and the copy of a person's own data: PostgreSQL shows them of the case
that is named, to those who have something of it, whatever the application would."""

import sys
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

import server.api.known
import server.api.reads
import server.api.subjects
from domain import access
from domain.access import Visibility
from domain.matrix import ALL_CLASSES, BODY_LEVEL
from server.dossier.deliveries import Sought, deliveries
from server.erasure.statements import statement as of_erasure
from server.ledger.statements import statement
from server.opening import Asker
from server.readlog.of_case import OF_CASE
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, filed
from tests.server.export.asking import OWN, told

STRANGER = "rsud-ttu"
BASES = ("owed", "fetched", "acknowledged")
TOLD = {
    "ledger": "SELECT case_id, agency FROM jejak.ledger",
    "reads": "SELECT case_id, agency FROM jejak.reads",
    "list_reads": "SELECT position, agency FROM jejak.list_reads",
    "acknowledgements": "SELECT n, agency FROM jejak.acknowledgements",
}


@pytest.fixture
async def cases(deployment: Deployment) -> tuple[UUID, UUID]:
    """A case of the unit and the police, and one of the police and the village, each read in every way."""
    mine, other = await deployment.open_case(), uuid4()
    await filed(deployment, mine)
    report = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [POLICE]}
    await deployment.publish("desa-ttu", event("desa-ttu", "ReportReceived", other, report))
    await deployment.settled()
    for agency in (OWNER, POLICE, "desa-ttu"):
        caller = await deployment.caller(agency, "reader")
        for case in (mine, other):
            await caller.get(f"/v1/cases/{case}")
        await caller.get("/v1/cases")
        page = (await caller.get("/v1/feed", limit=500)).json()
        last = page["items"][-1]
        await caller.post_to("/v1/feed/ack", {"position": last["position"], "hash": last["hash"]})
    return mine, other


async def shown(
    deployment: Deployment, by: tuple[str, str], about: Sequence[UUID]
) -> dict[str, set[tuple[Any, str]]]:
    """By table what PostgreSQL shows of others to an agency that asks about some cases."""
    found = {}
    async with deployment.services.second_line.about(*by, about).connection() as conn:
        for table, query in TOLD.items():
            cursor = await conn.execute(query.encode())
            found[table] = {(key, agency) for key, agency in await cursor.fetchall() if agency != by[0]}
    return found


async def test_who_has_nothing_of_a_case_is_shown_nothing_that_others_had_of_it(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    empty = {table: set[tuple[Any, str]]() for table in TOLD}
    assert await shown(deployment, (STRANGER, "rsud"), cases) == empty
    assert await shown(deployment, (OWNER, "uptdppa"), []) == empty


async def test_who_has_something_of_a_case_is_shown_of_that_case_alone(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    mine, other = cases
    found = await shown(deployment, (OWNER, "uptdppa"), cases)
    assert {case for case, _ in found["ledger"]} == {mine}
    assert {case for case, _ in found["reads"]} == {mine, None}, "a fetch of the feed names no case"
    assert "desa-ttu" not in {agency for table in found.values() for _, agency in table}
    state = (await deployment.services.cases.at_head([mine]))[mine]
    assert {position for position, _ in found["list_reads"]} <= {head.position for head in state.events}
    assert found["list_reads"]
    assert {agency for _, agency in found["acknowledgements"]} == {POLICE}
    assert other not in {case for case, _ in found["reads"]}


async def test_who_watches_over_every_case_is_shown_of_those_it_asks_about(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    for case, readers in zip(cases, ({OWNER, POLICE}, {POLICE, "desa-ttu"}), strict=True):
        found = await shown(deployment, ("auditor", "auditor"), [case])
        assert {each for each, _ in found["ledger"]} == {case}
        assert {agency for _, agency in found["reads"]} >= readers


async def test_no_body_and_nothing_sealed_is_shown_by_asking_what_others_had(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    async with deployment.services.second_line.about("auditor", "auditor", cases).connection() as conn:
        for table in ("log", "sealed"):
            cursor = await conn.execute(f"SELECT count(*) FROM jejak.{table}".encode())
            assert await cursor.fetchone() == (0,), table


@pytest.fixture
def checks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question of the application is answered yes."""
    everything, real = Visibility(BODY_LEVEL, ALL_CLASSES), access.visible
    for module in list(sys.modules.values()):
        if getattr(module, "visible", None) is real:
            monkeypatch.setattr(module, "visible", lambda *_: everything)
    monkeypatch.setattr(server.api.known, "may_ask", lambda *_: True)
    monkeypatch.setattr(server.api.reads, "case_owner", lambda _: STRANGER)
    monkeypatch.setattr(server.api.subjects, "may_hand_out", lambda *_: True)


async def test_with_every_check_off_a_stranger_is_told_of_no_read_of_a_case(
    deployment: Deployment, cases: tuple[UUID, UUID], checks_off: None
) -> None:
    caller = await deployment.caller(STRANGER, "reader")
    for case in cases:
        answer = await caller.get(f"/v1/cases/{case}/reads")
        assert answer.status_code == 200, answer.text
        assert {each["agency"] for each in answer.json()["items"]} <= {STRANGER}


@pytest.mark.parametrize("basis", BASES)
async def test_with_every_check_off_a_stranger_is_not_told_what_an_agency_knew_of_a_case(
    deployment: Deployment, cases: tuple[UUID, UUID], checks_off: None, basis: str
) -> None:
    caller = await deployment.caller(STRANGER, "reader")
    for case in cases:
        for agency in (OWNER, POLICE, "desa-ttu", STRANGER):
            answer = await caller.get(f"/v1/cases/{case}", known_to=agency, basis=basis)
            assert answer.status_code == 404, (agency, answer.text)


@pytest.mark.parametrize("basis", BASES)
async def test_what_an_agency_knew_is_not_even_counted_for_a_stranger(
    deployment: Deployment,
    cases: tuple[UUID, UUID],
    checks_off: None,
    monkeypatch: pytest.MonkeyPatch,
    basis: str,
) -> None:
    """The answer as it would be if nothing kept the stranger from it: police were owed an event of the case,
    have fetched and acknowledged it, and recorded none themselves."""

    async def yes(*_: object) -> bool:
        return True

    monkeypatch.setattr(server.api.known, "shows_any", yes)
    found = {}
    for asker in (STRANGER, "desa-ttu"):
        caller = await deployment.caller(asker, "reader")
        answer = await caller.get(f"/v1/cases/{cases[1]}", known_to=POLICE, basis=basis)
        told = answer.json()["known_to"]
        found[asker] = len(told["events"]), told["left_out"]
    assert found == {STRANGER: (0, 0), "desa-ttu": (1, 0)}


async def test_what_became_of_an_event_is_told_in_a_dossier_to_those_who_have_something_of_the_case(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    state = (await deployment.services.cases.at_head(cases))[cases[0]]
    positions = [head.position for head in state.events if head.agency == OWNER]
    told = {}
    for agency in (OWNER, STRANGER):
        asker = Asker(agency, agency.partition("-")[0], deployment.time())
        found = await deliveries(deployment.services, Sought(asker, state, {POLICE: positions}))
        told[agency] = [(each.agency, each.position, each.receipt is not None) for each in found]
    assert told == {OWNER: [(POLICE, positions[0], True)], STRANGER: []}


async def test_with_every_check_off_a_stranger_gets_no_copy_of_a_persons_data(
    deployment: Deployment, checks_off: None
) -> None:
    made = await told(deployment)
    await made.gives()
    refused = await made.fetched(STRANGER)
    assert refused.status_code == 404, refused.text
    assert not [each for each in OWN.values() if each in refused.text]


async def test_what_others_had_of_a_case_is_found_by_indexes(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    asked: dict[str, Any] = {"case": cases[0], "positions": [1], "agencies": [POLICE], "page": 500}
    asked |= {"before": 2**62, "limit": 50, "by": None, "agency": POLICE}
    asked |= {"erasure": str(cases[1]), "id": cases[1]}
    queries = {
        OF_CASE: "ledger_case",
        statement("served"): "ledger_case",
        statement("taken_in"): "ledger_case",
        of_erasure("copies"): "ledger_shredded",
    }
    for query, index in queries.items():
        async with deployment.services.second_line.about(OWNER, "uptdppa", cases).connection() as conn:
            found = await conn.execute(b"EXPLAIN " + query, asked)
        plan = "\n".join(line for (line,) in await found.fetchall())
        assert "Seq Scan on" not in plan, plan
        assert index in plan, plan
