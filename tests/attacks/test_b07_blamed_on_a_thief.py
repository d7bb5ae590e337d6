"""B07: an agency says that a thief signed what it regrets (reference/evidence.md 6b)."""

import pytest

from tests.attacks.keys import device_key, revoked, sent
from tests.attacks.offices import findings, sealed
from tests.attacks.shared import filed
from tests.server.api.agencies import Key, event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import rows_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE = "polres-ttu"


async def recorded(attacked: Deployment, case: object, key: Key) -> int:
    answer = await sent(attacked, filed(case), key)
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


async def test_b07_events_of_the_window_are_flagged_others_untouched_and_none_is_dropped(
    attacked: Deployment,
) -> None:
    case, key = await attacked.open_case(), await device_key(attacked, POLICE)
    before = await recorded(attacked, case, key)
    of_another_key = await recorded(attacked, case, attacked.keys[POLICE])
    in_the_window = [await recorded(attacked, case, key) for _ in range(2)]
    after = await recorded(attacked, case, attacked.keys[POLICE])
    said = await revoked(attacked, key, compromised_since=in_the_window[0])
    assert await findings(attacked, case) == [(position, "key_compromised") for position in in_the_window]
    everything = [before, of_another_key, *in_the_window, after]
    assert {row["logposition"] for row in await rows_of(attacked, POLICE, case)} >= {*everything}
    auditor = await attacked.caller("auditor", "auditor")
    for position in (*everything, said):
        assert (await auditor.get(f"/v1/log/proof/{position}")).status_code == 200
    told = (await auditor.get("/v1/log/keys")).json()["agencies"]
    (listed,) = [each for agency in told for each in agency["keys"] if each["kid"] == key.kid]
    assert (listed["compromised_since"], listed["until_position"]) == (in_the_window[0], said)


async def test_b07_that_an_ended_key_had_been_stolen_flags_what_it_signed_and_moves_no_end(
    attacked: Deployment,
) -> None:
    case, key = await attacked.open_case(), await device_key(attacked, POLICE)
    position = await recorded(attacked, case, key)
    await revoked(attacked, key)
    assert await findings(attacked, case) == []
    await revoked(attacked, key, compromised_since=position)
    assert await findings(attacked, case) == [(position, "key_compromised")]


async def test_b07_nobody_can_say_so_of_the_key_of_another_or_with_the_key_itself(
    attacked: Deployment,
) -> None:
    case, key = await attacked.open_case(), await device_key(attacked, POLICE)
    position = await recorded(attacked, case, key)
    data = {"kid": key.kid, "reason": "compromised", "compromised_since": position}
    for by in (key, attacked.keys["kejari-ttu"], attacked.roots["kejari-ttu"]):
        plain = event(by.agency, "KeyRevoked", attacked.stream_of(POLICE), data)
        answer = await sent(attacked, plain, by)
        assert answer.status_code == 422
        assert answer.json()["type"] in ("/problems/authority_missing", "/problems/key_not_valid")
    await sealed(attacked)
    assert await findings(attacked, case) == []
