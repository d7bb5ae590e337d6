"""Every kind of problem can be met over HTTP, says what and where, and quotes nothing."""

import io
import sys
from typing import Any

import pytest

from server.api.problem_pages import INDONESIAN
from server.api.problems import ALL_PROBLEMS
from tests.server.api import refusals_of_calls  # noqa: F401, enters its ways beside the others
from tests.server.api.deployment import Deployment
from tests.server.api.refusals import CANARY, PROVOKED

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIELDS = {
    "unknown_attribute": "partitionkey",
    "missing_attribute": "time",
    "invalid_attribute": "id",
    "unknown_type": "type",
    "unknown_field": "data.nickname",
    "missing_field": "data.channel",
    "invalid_field": "data.channel",
    "foreign_source": "source",
    "wrong_origin": "origin",
    "basedon_missing": "basedon",
    "dated_in_future": "time",
    "id_reused": "id",
    "group_refused": "group",
    "invalid_parameter": "limit",
    "ledger_differs": "position",
}


def problem_in(content: dict[str, Any], slug: str) -> dict[str, Any]:
    """The problem itself, or that of the event of a batch that met it."""
    if "results" not in content:
        return content
    problems = [result["problem"] for result in content["results"] if "problem" in result]
    return next(problem for problem in problems if problem["type"].endswith(slug))


async def test_there_is_a_way_to_meet_every_kind() -> None:
    assert PROVOKED.keys() == ALL_PROBLEMS.keys()


async def test_every_kind_has_a_title_in_both_languages() -> None:
    assert INDONESIAN.keys() == ALL_PROBLEMS.keys()


@pytest.mark.parametrize("slug", sorted(ALL_PROBLEMS))
async def test_a_problem_names_kind_field_and_rule_and_quotes_nothing(
    slug: str, shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged = io.StringIO()
    monkeypatch.setattr(sys, "stderr", logged)
    answer = await PROVOKED[slug](shared)
    problem = problem_in(answer.json(), slug)
    status, title = ALL_PROBLEMS[slug]
    assert (problem["type"], problem["status"], problem["title"]) == (f"/problems/{slug}", status, title)
    assert problem["detail"]
    assert problem.get("field") == FIELDS.get(slug, problem.get("field"))
    for text in (answer.text, str(answer.headers), logged.getvalue()):
        assert CANARY not in text
    if "results" not in answer.json():
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
