"""What a call can end in besides an answer."""

from __future__ import annotations

import json
from typing import Any

import httpx


class ProblemError(Exception):
    """The server refused the call: an RFC 9457 problem with its slug, HTTP status, rule and field."""

    def __init__(self, slug: str, status: int, rule: str, field: str | None = None) -> None:
        super().__init__(f"{slug} ({status}): {rule}" + (f" [{field}]" if field else ""))
        self.slug = slug
        self.status = status
        self.rule = rule
        self.field = field


class Unanswered(Exception):
    """No answer came, so what became of the call is not known; sending the same events again is safe."""


def slug_of(problem: dict[str, Any]) -> str:
    """The stable name of a problem, the last part of its `type`."""
    return str(problem.get("type", "")).rpartition("/")[2] or "unknown"


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """The members of a problem response; of an answer that is none (a proxy's page), its status alone."""
    try:
        members = json.loads(response.content)
    except ValueError:
        members = None
    if isinstance(members, dict) and "type" in members:
        return members
    return {
        "type": f"http_{response.status_code}",
        "status": response.status_code,
        "detail": response.reason_phrase,
    }


def raise_problem(response: httpx.Response) -> None:
    """Raises ProblemError for any answer that is not a success."""
    if response.is_success:
        return
    raise error_of({**problem_of(response), "status": response.status_code})


def error_of(problem: dict[str, Any]) -> ProblemError:
    """The exception for the members of a problem."""
    rule = str(problem.get("detail") or problem.get("title") or "")
    return ProblemError(slug_of(problem), int(problem["status"]), rule, problem.get("field"))
