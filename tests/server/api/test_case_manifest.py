"""Which versions of a case are open to whom, over the server's signature."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import CASE_WORKER, NGO, POLICE, grant, reader, rows_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def asked(shared: Deployment, agency: str, case: UUID) -> Any:
    return await (await reader(shared, agency)).get(f"/v1/manifest/{case}")


async def noted(shared: Deployment, case: UUID) -> None:
    """The case worker records what the police are not shown in full."""
    noted = {"person": str(uuid4()), "service": "legal_aid"}
    await shared.publish(CASE_WORKER, event(CASE_WORKER, "ServiceOpened", case, noted))


async def test_the_versions_are_those_that_the_feed_gives_in_full(shared: Deployment) -> None:
    case = await shared.open_case()
    await noted(shared, case)
    await grant(shared, case)
    for agency in (CASE_WORKER, POLICE, NGO):
        rows = await rows_of(shared, agency, case)
        given = sorted({row["caseversion"] for row in rows if "event" in row})
        assert (await asked(shared, agency, case)).json()["versions"] == given
        assert (2 in given) == (agency != POLICE), "a service is not told to the police in full"


async def test_the_answer_is_signed_and_names_who_asked_and_as_of_when(shared: Deployment) -> None:
    case = await shared.open_case()
    answer = (await asked(shared, POLICE, case)).json()
    agencies = (await (await reader(shared, POLICE)).get("/v1/log/keys")).json()["agencies"]
    (key,) = [k for a in agencies if a["id"] == "deployment" for k in a["keys"] if k["custody"] == "receipt"]
    jwk = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key["x"]})
    signed = json.loads(jws.deserialize_compact(answer["receipt"], jwk, algorithms=["Ed25519"]).payload)
    said = {"agency": POLICE, "case": str(case), "as_of": answer["as_of"], "versions": [1]}
    assert signed == {"iss": "jejak.test", "open": said}
    assert answer["as_of"] == (await shared.services.reader.head()).position


async def test_a_case_that_is_not_open_and_one_that_is_not_there_are_answered_alike(
    shared: Deployment,
) -> None:
    case = await shared.open_case()
    hidden, absent = await asked(shared, NGO, case), await asked(shared, NGO, uuid4())
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() == absent.json()
