"""A23: a witness cosigns with a time that cannot be, and vouches for any moment or for none (6a)."""

from pathlib import Path

import pytest
from jejak_client.witness.directory import open_witness

from server.evidence.witness_calls import CLOCK_SECONDS
from server.metrics import WITNESS_ANSWERS
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import witnessed
from tests.servers import DatabaseServer

DAY = 24 * 60 * 60


def alarms() -> float:
    return float(WITNESS_ANSWERS.labels("ngo", "distrusted")._value.get())


async def test_a23_a_cosignature_of_another_day_counts_for_no_quorum_and_is_told(
    postgres_server: DatabaseServer,
    founding: Founding,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with witnessed(postgres_server, founding, tmp_path, needed=3) as site:
        now = site.deployment.time().timestamp()
        for wrong in (now - DAY, now + DAY, now - CLOCK_SECONDS - 1, now + CLOCK_SECONDS + 1, 0):
            site.wire.witnesses["ngo"] = open_witness(site.offices / "ngo", lambda wrong=wrong: wrong)
            before = alarms()
            signed = await site.grow()
            assert await site.cosigners(signed) == {"kejari", "dinsos"}
            assert await site.final() == 0
            assert alarms() == before + 1
            assert "its clock is wrong" in capfd.readouterr().err
        site.wire.witnesses["ngo"] = open_witness(site.offices / "ngo", lambda: now + CLOCK_SECONDS)
        signed = await site.grow()
        assert await site.final() == signed.size
