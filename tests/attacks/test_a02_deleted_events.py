"""A02: the first, a middle or the last event is deleted (reference/evidence.md 6a)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.attacks.tampering import Attacked, attacked
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer


@pytest.fixture
async def found(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Attacked]:
    async with attacked(postgres_server, founding, tmp_path) as under_attack:
        yield under_attack


async def test_a02_a_deleted_event_is_missed_wherever_it_stood(found: Attacked) -> None:
    site, last = found.site, found.kept.size
    for position in (last, last // 2, 1):  # each before those that are deleted already
        site.rows("DELETE FROM jejak.log WHERE notification_id = %s", position)
        checked = await site.check()
        assert (checked.wrong, checked.leaf) == (f"the row of leaf {position - 1} is missing", position - 1)


async def test_a02_a_log_cut_off_at_its_end_and_signed_again_is_smaller_than_the_witness_knows(
    found: Attacked,
) -> None:
    found.site.rows("DELETE FROM jejak.log WHERE notification_id = %s", found.kept.size)
    found.renumber(1, 0)
    assert await found.site.seal() == {"log": "evidence_behind", "reads": None}
    forged = await found.forge()
    assert forged.size == found.kept.size - 1
    answer = await found.submitted(forged.size)
    assert (answer.status, answer.body) == (409, f"{found.kept.size}\n".encode())
    assert (await found.submitted(found.kept.size)).status == 400


@pytest.mark.parametrize("position", [1, 20])
async def test_a02_a_gap_closed_and_grown_over_is_not_what_the_witness_cosigned(
    found: Attacked, position: int
) -> None:
    found.site.rows("DELETE FROM jejak.log WHERE notification_id = %s", position)
    found.renumber(position, -1)
    checked = await found.site.check()
    assert (checked.wrong, checked.leaf) == (
        f"the row of leaf {position - 1} is not what was sealed",
        position - 1,
    )
    await found.site.append(3)
    forged = await found.forge()
    assert forged.size > found.kept.size
    assert (await found.submitted(found.kept.size)).status == 422
