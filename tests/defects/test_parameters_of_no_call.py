"""A parameter that a call does not read is refused, whatever the function behind the call names its own."""

import pytest

from tests.server.api.deployment import Deployment

CASE = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/cases", "request"),
        (f"/v1/cases/{CASE}", "case"),
        (f"/v1/cases/{CASE}/files/{CASE}", "file"),
        (f"/v1/disputes/{CASE}", "dispute"),
        ("/v1/feed", "request"),
    ],
)
async def test_a_name_that_is_no_parameter_of_the_query_is_refused(
    deployment: Deployment, path: str, name: str
) -> None:
    answer = await (await deployment.caller("uptdppa-ttu", "reader")).get(path, **{name: CASE})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid_parameter")
