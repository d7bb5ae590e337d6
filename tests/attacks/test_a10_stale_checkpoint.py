"""A10: an old checkpoint is shown to hide what came after it (reference/evidence.md 6a)."""

from pathlib import Path

import pytest
from jejak_client.freshness import StaleCheckpoint, require_current, vouched

from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import down, witnessed
from tests.servers import DatabaseServer


async def test_a10_a_frozen_checkpoint_is_good_for_history_and_not_for_what_is_current(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        signed, time = await site.grow(), site.deployment.time
        reader = await site.deployment.caller("auditor", "auditor")
        frozen = (await reader.get("/v1/log/checkpoint?final=true")).content
        current = vouched(frozen, site.policy, signed.log, time().timestamp())
        require_current(current, site.policy, time().timestamp())

        time.pass_by(minutes=20)
        stale = vouched(frozen, site.policy, signed.log, time().timestamp())  # history: it stands for ever
        with pytest.raises(StaleCheckpoint, match="newer events may be withheld"):
            require_current(stale, site.policy, time().timestamp())

        await site.ask()  # an honest log that is only quiet is vouched for again
        fresh = (await reader.get("/v1/log/checkpoint?final=true")).content
        again = vouched(fresh, site.policy, signed.log, time().timestamp())
        assert again.checkpoint == stale.checkpoint
        require_current(again, site.policy, time().timestamp())


async def test_a10_one_witness_that_goes_on_vouching_makes_no_old_checkpoint_current(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        signed, time = await site.grow(), site.deployment.time
        time.pass_by(minutes=20)
        reader = await site.deployment.caller("auditor", "auditor")
        site.wire.faults.update(dict.fromkeys(("kejari", "dinsos"), down))
        await site.ask()
        shown = (await reader.get("/v1/log/checkpoint?final=true")).content
        judged = vouched(shown, site.policy, signed.log, time().timestamp())
        assert judged.cosigned["ngo"] == int(time().timestamp())
        with pytest.raises(StaleCheckpoint):
            require_current(judged, site.policy, time().timestamp())
