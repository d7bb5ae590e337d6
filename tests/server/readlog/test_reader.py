"""Who reads, for what and from where, as the read log keeps it."""

from typing import Any

import pytest

from domain.read_purposes import OF_ROLE, ReadPurpose
from server.auth.principal import ROLES, Role
from server.readlog.reader import network_of
from tests.server.api.agencies import Caller
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def last(deployment: Deployment, members: str) -> Any:
    """Members of the last read on record."""
    async with deployment.services.pool.connection() as conn:
        query = f"SELECT {members} FROM jejak.reads ORDER BY leaf DESC LIMIT 1"
        return await (await conn.execute(query.encode())).fetchone()


async def listed(caller: Caller, *purposes: str) -> Any:
    headers = [("authorization", f"Bearer {caller.token}"), *(("Jejak-Purpose", each) for each in purposes)]
    return await caller.http.get("/v1/cases", headers=headers)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:12:3456::9", "2001:db8:12::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("unix", None),
        ("", None),
    ],
)
async def test_an_address_is_kept_as_the_network_of_an_office(host: str, network: str | None) -> None:
    assert network_of(host) == network


@pytest.mark.parametrize("role", ["reader", "coordinator", "auditor", "dpo"])
async def test_who_states_no_purpose_reads_for_that_of_the_role(shared: Deployment, role: Role) -> None:
    assert (await listed(await shared.caller("uptdppa-ttu", role))).status_code == 200
    assert await last(shared, "agency, role, purpose, origin, person") == (
        *("uptdppa-ttu", role, OF_ROLE[role], "127.0.0.0/24", None),
    )


@pytest.mark.parametrize("purpose", ReadPurpose)
async def test_a_purpose_of_the_list_is_kept(shared: Deployment, purpose: ReadPurpose) -> None:
    assert (await listed(await shared.caller("uptdppa-ttu", "reader"), purpose)).status_code == 200
    assert await last(shared, "purpose") == (purpose,)


@pytest.mark.parametrize("stated", [("curiosity",), ("",), ("audit", "audit"), ("CASE_WORK",)])
async def test_another_purpose_is_refused_and_nothing_is_served(
    shared: Deployment, stated: tuple[str, ...]
) -> None:
    caller = await shared.caller("uptdppa-ttu", "reader")
    before = await last(shared, "leaf")
    answer = await listed(caller, *stated)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid_parameter")
    assert answer.json()["field"] == "Jejak-Purpose"
    assert await last(shared, "leaf") == before


async def test_every_role_has_a_purpose() -> None:
    assert set(OF_ROLE) == set(ROLES)
