"""A01: one byte of an old event is changed in the database (reference/evidence.md 6a)."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from tests.attacks.tampering import Attacked, attacked
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer

# What changes one bit, or the least there is, of every member that the leaf is made of.
CHANGES = (
    "state = set_byte(state, %s %% length(state), get_byte(state, %s %% length(state)) # 1)",
    "marks = marks # (1 << %s %% 8)::smallint + 0 * %s",
    "classes = classes # (1 << %s %% 8)::smallint + 0 * %s",
    "originator_version = originator_version + 1 + %s %% 8 + 0 * %s",
    "recorded_at = recorded_at + interval '1 microsecond' * (1 + %s %% 8 + 0 * %s)",
)


@pytest.fixture
async def found(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Attacked]:
    async with attacked(postgres_server, founding, tmp_path, events=250) as under_attack:
        yield under_attack


async def changes_named(found: Attacked, times: int, random: Random) -> int:
    """How many changes a check named by their index; what was not changed it finds right."""
    site, named = found.site, 0
    site.rows("CREATE TABLE jejak.honest AS TABLE jejak.log")
    for turn in range(times):
        position, bit = random.randint(1, found.kept.size), random.randrange(2**20)
        change = CHANGES[turn % len(CHANGES)]
        site.rows(f"UPDATE jejak.log SET {change} WHERE notification_id = %s", bit, bit, position)
        wrong = f"the row of leaf {position - 1} is not what was sealed"
        named += (await site.check())[2:] == (wrong, position - 1)
        site.rows("DELETE FROM jejak.log WHERE notification_id = %s", position)
        site.rows("INSERT INTO jejak.log SELECT * FROM jejak.honest WHERE notification_id = %s", position)
    assert (await site.check()).wrong is None
    return named


async def test_a01_a_bit_changed_in_any_event_is_named_by_its_index(found: Attacked) -> None:
    assert await changes_named(found, 15, Random(1)) == 15


@pytest.mark.long
async def test_a01_two_hundred_changed_bits_are_each_named_by_their_index(found: Attacked) -> None:
    assert await changes_named(found, 200, Random(2)) == 200


async def test_a01_a_tree_made_anew_over_the_change_does_not_fit_what_was_kept(found: Attacked) -> None:
    site, kept = found.site, (found.kept.size, found.kept.root)
    site.rows("UPDATE jejak.log SET marks = 4 WHERE notification_id = 30")
    await found.forge()
    assert (await site.check()).wrong is None  # the database agrees with itself
    checked = await site.check(kept=[kept])
    assert checked.wrong == f"the first {found.kept.size} leaves are not those that were signed"
    assert (await found.submitted(found.kept.size)).status == 422
