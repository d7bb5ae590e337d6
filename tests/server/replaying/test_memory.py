"""The memory of a replay does not grow with the log (reference/evidence.md 7.2, F19)."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.bench.replay import grown
from tests.projections.logs import ids, write
from tests.projections.stories import stories

SMALL, LARGE = 110_000, 220_000  # beyond the 5,000 cases of which views remember something
MOST = 40  # MiB that twice the log may take more
REPLAY = """
import asyncio, resource, sys
from projections.sandbox import sandbox
from projections.view import View
from server.replaying import deployment
from server.replaying.replayed import replayed_in
from server.rules import load_rules
from server.start import projections_under

async def main(dsn, upto, step):
    views = [each for each in projections_under(load_rules()) if isinstance(each, View)]
    async with sandbox(dsn) as box:
        replayed = await replayed_in(box, views, upto, lambda done, total: None)
        if step:
            pages = deployment.steps(replayed, upto - upto // 10, upto)
        else:
            pages = deployment.state(replayed, await replayed.fill(upto))
        async for page in pages:
            pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "step"))
"""


@pytest.mark.long
@pytest.mark.parametrize("how", ["state", "step"])
def test_twice_the_log_takes_the_same_memory(project: Path, database: str, how: str) -> None:
    write(database, stories(ids("memory", 200), 50).rows)
    grown(database, LARGE)
    taken = [
        int(subprocess.check_output([sys.executable, "-c", REPLAY, database, str(upto), how], cwd=project))
        for upto in (SMALL, LARGE)
    ]
    assert taken[1] - taken[0] < MOST, taken
