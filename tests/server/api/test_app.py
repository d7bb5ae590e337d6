"""What holds for every answer, and what needs no token."""

import io
import re
import sys
from unittest.mock import patch
from uuid import uuid4

import msgspec
import pytest
from psycopg_pool import PoolTimeout

from domain.catalogue import REGISTRY
from server.api.catalogue import Catalogue, CatalogueType
from server.api.health import Readiness
from server.api.keys import LogKeys
from server.app import SECURITY_HEADERS
from server.log.reader import LogReader
from server.metrics import EVENTS
from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment

CANARY = "kanari-rahasia"
PATHS = ("/health/live", "/v1/catalogue", "/v1/log/keys", "/v1/session", "/nowhere", "/problems/stale")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_has_the_security_headers(shared: Deployment, path: str) -> None:
    answer = await shared.http.get(path)
    for name, value in SECURITY_HEADERS:
        assert answer.headers.get_list(name.decode()) == [value.decode()]
    assert "strict-transport-security" not in answer.headers


async def test_transport_security_is_asked_for_only_over_transport_security(shared: Deployment) -> None:
    answer = await shared.http.get("https://jejak.test/health/live")
    assert "max-age=" in answer.headers["strict-transport-security"]


async def test_an_answer_leaves_no_line_and_a_failure_one_with_the_template_of_its_path(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError(CANARY)

    logged = io.StringIO()
    monkeypatch.setattr(sys, "stderr", logged)
    caller = await shared.caller("ngo-ttu")
    assert (await caller.get("/v1/submissions/unknown")).status_code == 404
    assert logged.getvalue() == ""
    monkeypatch.setattr(LogReader, "by_ids", fail)
    assert (await caller.get(f"/v1/submissions/{CANARY.replace(' ', '-')}")).status_code == 500
    lines = [msgspec.json.decode(line) for line in logged.getvalue().splitlines()]
    request = next(line for line in lines if line["event"] == "request")
    assert CANARY not in logged.getvalue()
    assert request.keys() == {"event", "level", "timestamp", "method", "path", "status", "milliseconds"}
    assert request["path"] == "/v1/submissions/{id}"


async def test_ready_says_how_current_the_views_are(shared: Deployment) -> None:
    await shared.open_case()
    await shared.settled()
    answer = await shared.http.get("/health/ready")
    state = msgspec.json.decode(answer.content, type=Readiness)
    assert (answer.status_code, state.status, state.database, state.follower) == (200, "ready", True, True)
    assert {each.projection for each in state.lag} == set(shared.services.projections)
    assert [each.events for each in state.lag] == [0] * len(state.lag)
    assert {each.position for each in state.lag} == {state.log_head}


async def test_live_needs_nothing(shared: Deployment) -> None:
    assert (await shared.http.get("/health/live")).json() == {"status": "live"}


async def test_metrics_name_no_agency_and_no_case(shared: Deployment) -> None:
    case = await shared.open_case()
    await shared.http.get("/health/ready")
    text = (await shared.http.get("/metrics")).text
    assert 'jejak_request_seconds_count{method="POST",path="/v1/events",status="201"}' in text
    assert "jejak_log_head" in text
    assert 'jejak_lag_events{projection="ledger"}' in text
    assert str(case) not in text
    assert not re.search("polres-ttu|uptdppa-ttu|ngo-ttu", text)


async def test_events_are_counted_by_type_and_outcome(shared: Deployment) -> None:
    recorded, refused = ("ReportReceived", "recorded"), ("unknown", "invalid_field")

    def counted(type_name: str, outcome: str) -> float:
        return EVENTS.labels(type_name, outcome)._value.get()

    before = counted(*recorded), counted(*refused)
    await shared.open_case()
    await (await shared.caller("ngo-ttu")).post(
        event("ngo-ttu", "ReportReceived", uuid4(), {"channel": "telepathy"})
    )
    assert (counted(*recorded), counted(*refused)) == (before[0] + 1, before[1] + 1)
    text = (await shared.http.get("/metrics")).text
    assert "jejak_commit_seconds_count" in text
    assert 'jejak_events_total{outcome="recorded",type="ReportReceived"}' in text


async def test_the_catalogue_lists_every_type_to_everyone(shared: Deployment) -> None:
    answer = await shared.http.get("/v1/catalogue")
    found = msgspec.json.decode(answer.content, type=Catalogue)
    assert {each.name for each in found.types} == REGISTRY.keys()


@pytest.mark.parametrize("name", ["ReportReceived", "jejak.ReportReceived.v1"])
async def test_a_type_comes_with_its_schema(shared: Deployment, name: str) -> None:
    answer = await shared.http.get(f"/v1/catalogue/{name}")
    found = msgspec.json.decode(answer.content, type=CatalogueType)
    assert found.type == "jejak.ReportReceived.v1"
    assert set(found.schema["properties"]) == {each.name for each in found.fields}


async def test_an_unknown_type_is_not_found(shared: Deployment) -> None:
    assert (await shared.http.get("/v1/catalogue/ReportForgotten")).status_code == 404


async def test_the_log_keys_name_agencies_roots_and_ranges(shared: Deployment) -> None:
    answer = await (await shared.caller("desa-ttu", "reader")).get("/v1/log/keys")
    found = msgspec.json.decode(answer.content, type=LogKeys)
    agencies = {each.id: each for each in found.agencies}
    police, village = agencies["polres-ttu"], agencies["desa-ttu"]
    assert found.origin == "jejak.test"
    assert [key.custody for key in police.keys] == ["root", "agency"]
    assert police.root == police.keys[0].thumbprint
    assert (village.root, [key.custody for key in village.keys]) == (None, ["escrow"])
    assert all(key.kid.endswith(key.thumbprint) for each in found.agencies for key in each.keys)
    assert all(key.until_position is None for key in police.keys)


async def test_a_problem_page_is_html_for_a_browser_and_json_for_others(shared: Deployment) -> None:
    browser = await shared.http.get("/problems/stale", headers={"accept": "text/html"})
    other = await shared.http.get("/problems/stale")
    assert browser.headers["content-type"].startswith("text/html")
    assert "Perkara sudah bergerak" in browser.text
    assert (other.json()["status"], other.json()["title"]) == (409, "The case has moved on")
    assert (await shared.http.get(f"/problems/{CANARY}")).status_code == 404


async def test_a_method_that_is_not_there_names_those_that_are(shared: Deployment) -> None:
    answer = await shared.http.delete("/v1/events")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"POST", "OPTIONS"})


async def test_the_database_out_of_reach_is_told_as_busy(shared: Deployment) -> None:
    away = patch.object(shared.services.pool, "connection", side_effect=PoolTimeout(CANARY))
    with away:
        asked = await Caller(shared.http, "jejak_" + "B" * 43).get("/v1/log/keys")
        ready = await shared.http.get("/health/ready")
    assert (asked.status_code, asked.json()["type"]) == (503, "/problems/busy")
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert CANARY not in asked.text + ready.text
