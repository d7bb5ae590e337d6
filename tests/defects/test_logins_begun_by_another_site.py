"""A page of another site logged a browser in that tells no Fetch Metadata: its Origin was not looked at."""

import json

import pytest

from tests.server.api.deployment import Deployment
from tests.server.auth.people import PASSWORD, person


async def login(deployment: Deployment, **headers: str) -> int:
    """A login as a form of `enctype` text/plain sends it: no script, and no question beforehand (CORS)."""
    async with person(deployment) as somebody:
        typed = {"login": somebody.login, "password": PASSWORD, "code": somebody.code()}
        sent = {"content-type": "text/plain", **headers}
        answer = await somebody.browser.post("/v1/session", content=json.dumps(typed), headers=sent)
        assert ("set-cookie" in answer.headers) == (answer.status_code == 200)
        return answer.status_code


@pytest.mark.parametrize(
    "origin", ["https://lain.example", "null", "http://jejak.test", "https://jejak.test:444"]
)
async def test_what_another_site_sends_logs_nobody_in(deployment: Deployment, origin: str) -> None:
    assert await login(deployment, origin=origin) == 403


@pytest.mark.parametrize("headers", [{}, {"origin": "https://jejak.test"}])
async def test_what_our_own_page_or_a_program_sends_logs_in(
    deployment: Deployment, headers: dict[str, str]
) -> None:
    assert await login(deployment, **headers) == 200
