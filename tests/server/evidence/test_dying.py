"""A signer may die between any two steps: what was ever signed has one root for one size, and one history."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from jejak_client.tlog import merkle
from psycopg.errors import UniqueViolation

from server.evidence import sealer
from server.evidence.proofs import consistency
from server.evidence.signed_file import LastSigned
from tests.server.api.agencies import ORIGIN
from tests.server.api.founding import Founding
from tests.server.evidence.dying import STEPS
from tests.server.evidence.sealing import Sealing, sealing
from tests.servers import DatabaseServer

SEALED = {"log": None, "reads": None}


@pytest.fixture
async def site(postgres_server: DatabaseServer, founding: Founding, tmp_path: Path) -> AsyncIterator[Sealing]:
    async with sealing(postgres_server, founding, tmp_path) as found:
        yield found


async def must_hold(site: Sealing, signed: dict[int, bytes]) -> None:
    """Whatever was signed or given out has one root for one size, and begins with all that was before."""
    roots = site.roots()
    served = await site.served()
    for each in served:
        assert site.opened(each) == (site.origin(), each.size, each.root)
        assert signed.setdefault(each.size, each.root) == each.root
    assert {size: roots[size] for size in signed} == signed
    async with site.services.pool.connection() as conn:
        for earlier, later in combinations(served, 2):
            proof = await consistency(conn, earlier.size, later)
            merkle.verify_consistency(earlier.size, earlier.root, later.size, later.root, proof)
    assert (await site.check(kept=signed.items())).wrong is None


async def test_signers_killed_between_any_two_steps_leave_one_history(site: Sealing, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "JEJAK_DATABASE_URL": site.services.settings.database_url,
        "JEJAK_KEYS_DIR": str(tmp_path / "keys"),
        "JEJAK_ORIGIN": ORIGIN,
    }
    command = [sys.executable, "-m", "tests.server.evidence.dying"]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE)
    async with asyncio.timeout(60):
        told, _ = await process.communicate()
    deaths = [msgspec.json.decode(line, type=LastSigned | None) for line in told.splitlines()]
    assert (process.returncode, len(deaths)) == (0, len(STEPS))
    assert deaths[:2] == [None, None]  # nothing was signed before it could be noted down
    assert await site.seal() == SEALED
    await must_hold(site, {each.size: each.root for each in deaths if each is not None})
    assert {path.name for path in site.file().path.parent.glob("*log*")} == {"log.json", "log.lock"}


class Died(BaseException):
    """In the place of the process."""


async def dies(site: Sealing, step: str) -> None:
    """A signer that ends at this step."""
    module, name = STEPS[step]
    real = getattr(module, name)

    def dying(*arguments: Any) -> Any:
        done = real(*arguments)
        if hasattr(done, "__await__"):
            return _dead(done)
        raise Died

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, name, dying)
        try:
            await site.seal()
        except Died:
            return


async def _dead(doing: Any) -> None:
    await doing
    raise Died


async def race(site: Sealing) -> None:
    """Two signers that both believe to lead."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sealer, "LEAD", "SELECT true")
        outcomes = await asyncio.gather(site.seal(), site.seal(), return_exceptions=True)
    lost = (sealer.TreeMoved, sealer.FileMoved, UniqueViolation)
    assert all(outcome == SEALED or isinstance(outcome, lost) for outcome in outcomes), outcomes


async def whatever_happens(site: Sealing, random: Random, moves: int) -> int:
    """Signers that come and go, die and meet, while events are recorded: how many trees were signed, each
    with one root, and all of them beginnings of the last."""
    signed: dict[int, bytes] = {}
    for _ in range(moves):
        await site.append(random.choice((0, 1, 3, 120, 256)) or 1)
        match random.randrange(4):
            case 0:
                assert await site.seal() == SEALED
            case 1:
                await race(site)
            case _:
                await dies(site, random.choice(list(STEPS)))
        if (last := site.last_signed()) is not None:
            assert signed.setdefault(last.size, last.root) == last.root
    assert await site.seal() == SEALED
    await must_hold(site, signed)
    return len(signed)


async def test_whatever_happens_to_signers_there_is_one_history(site: Sealing) -> None:
    assert await whatever_happens(site, Random(5), 16) > 4


@pytest.mark.long
@pytest.mark.parametrize("seed", range(25))
async def test_whatever_happens_to_signers_for_long_there_is_one_history(site: Sealing, seed: int) -> None:
    assert await whatever_happens(site, Random(seed), 40) > 10
