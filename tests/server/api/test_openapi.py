"""The OpenAPI document: committed, true, and nothing that follows it or breaks it fells the server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import hypothesis
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi.schemas import OpenApiSchema

from ops.connections import HEAD_BYTES
from server.openapi import document
from tests.server.api.deployment import Live, served

COMMITTED = Path("docs") / "openapi.json"
ENDLESS = "/v1/feed/stream"
SLOW = {"wait": 0, "at_least": 1}  # what a call would wait for, and what it need not wait for
HELD = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "ignored_auth",
    ]
)
SEEDED = hypothesis.settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
WITHOUT_TOKEN = {"/health", "/problems", "/v1/catalogue"}
LOG_IN = {"logIn", "goToProvider", "returnFromProvider"}  # beside the calls of a session
ADDRESS = "http://"


def described() -> dict[str, Any]:
    """The document of the application as it is."""
    found: dict[str, Any] = msgspec.json.decode(document())
    return found


def operations(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in found["paths"].items():
        yield from ((path, operation) for operation in item.values())


def test_the_committed_document_is_that_of_the_application(project: Path) -> None:
    committed = (project / COMMITTED).read_text()
    assert committed == document(), "make it anew: python -m server.openapi > docs/openapi.json"


def test_every_operation_says_who_may_call_it_and_how_it_refuses() -> None:
    found = described()
    ids = [operation["operationId"] for _, operation in operations(found)]
    assert len(set(ids)) == len(ids)
    for path, operation in operations(found):
        open_to_all = operation["operationId"] in LOG_IN or path.startswith(tuple(WITHOUT_TOKEN))
        assert operation["summary"]
        assert operation["description"].startswith("No token." if open_to_all else "Token: ")
        assert ("security" in operation) != open_to_all
        for status, response in operation["responses"].items():
            if int(status) >= 400 and not path.startswith("/health"):
                assert list(response["content"]) == ["application/problem+json"], (path, status)


def test_the_document_names_no_other_host() -> None:
    assert ADDRESS not in document()


def calls() -> Iterator[tuple[str, str, GenerationMode]]:
    """Every call with data as documented, and with data that is not, where it takes any beside its path."""
    for path, item in described()["paths"].items():
        for method, operation in item.items():
            if path == ENDLESS:
                continue
            yield path, method, GenerationMode.POSITIVE
            taken = {each["in"] for each in operation.get("parameters", [])} | operation.keys()
            if taken & {"query", "requestBody"}:
                yield path, method, GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def live(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server with agencies, a case, and tokens of one agency."""
    with served(shared_database, tmp_path_factory.mktemp("keys")) as found:
        yield found


@pytest.fixture(scope="module")
def api(live: Live) -> OpenApiSchema:
    return schemathesis.openapi.from_url(f"{live.url}/schema/openapi.json")


@pytest.mark.parametrize(("path", "method", "mode"), list(calls()))
def test_no_call_fells_the_server_or_answers_what_is_not_documented(
    live: Live, api: OpenApiSchema, path: str, method: str, mode: GenerationMode
) -> None:
    """Draws schemathesis' strategies itself: its pytest plugin does not run under pytest 9.2."""
    token = live.tokens["publisher" if path == "/v1/events" else "reader"]
    statuses: set[int] = set()

    @hypothesis.settings(SEEDED)
    @hypothesis.given(case=api[path][method].as_strategy(generation_mode=mode))
    def holds(case: Case) -> None:
        for name in SLOW.keys() & (case.query or {}).keys():
            case.query[name] = SLOW[name]
        hypothesis.assume(
            len(urlencode(case.query or {})) < HEAD_BYTES - 4096
        )  # a longer head is no HTTP here
        answer = case.call_and_validate(checks=HELD, headers={"Authorization": f"Bearer {token}"})
        statuses.add(answer.status_code)

    holds()
    assert statuses, "nothing was called"
    assert max(statuses) < 500
