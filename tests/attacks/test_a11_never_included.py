"""A11: the host acknowledges an event and never includes it in the log (reference/evidence.md 6a)."""

from pathlib import Path

import pytest
from jejak_client.verify.single import Kept

from server.evidence import sealer
from server.evidence.logs import EVENTS, Log
from server.evidence.sealed_log import Extent
from server.evidence.sealer import Heads
from tests.attacks.kept import any_of, as_recorded, codes, cosigned_anew, verdict
from tests.attacks.shared import filed
from tests.server.api.agencies import SIGNED
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import Witnessed, witnessed
from tests.servers import DatabaseServer

POLICE, PROMISED = "polres-ttu", 60  # seconds


async def acknowledged(site: Witnessed) -> tuple[int, bytes]:
    """The police record an event: its position, and the receipt that they keep."""
    case = await site.deployment.open_case()
    await site.seal()
    await site.ask()
    caller = await site.deployment.caller(POLICE)
    answer = await caller.post(site.deployment.keys[POLICE].sign(filed(case)), SIGNED)
    assert answer.status_code == 201, answer.text
    return any_of(answer.json())


class Dropping(Heads):
    """The heads of the logs as a host sees them that leaves the last event out."""

    def extent(self, log: Log) -> Extent:
        return Extent(self.events - 1) if log is EVENTS else super().extent(log)


async def test_a11_receipt_and_a_later_checkpoint_show_that_the_promise_was_broken(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        position, receipt = await acknowledged(site)
        monkeypatch.setattr(sealer, "Heads", Dropping)
        await site.seal()
        assert (await site.newest()).size == position - 1

        site.deployment.time.pass_by(seconds=PROMISED)
        in_time = Kept(receipt=receipt, checkpoint=await cosigned_anew(site))
        assert codes(await verdict(site, in_time)) == [], "the minute is not over"
        site.deployment.time.pass_by(seconds=10)
        result = await verdict(site, Kept(receipt=receipt, checkpoint=await cosigned_anew(site)))
        assert (result.ok, codes(result)) == (False, ["receipt_broken"])
        assert result.checkpoint is not None
        assert result.checkpoint.final, "a quorum saw it, without the host"


async def test_a11_of_a_host_that_keeps_its_word_the_same_files_show_nothing(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        position, receipt = await acknowledged(site)
        await site.seal()
        await site.ask()
        site.deployment.time.pass_by(seconds=PROMISED + 10)
        checkpoint = await cosigned_anew(site)
        assert codes(await verdict(site, Kept(receipt=receipt, checkpoint=checkpoint))) == []
        reader = await site.deployment.caller(POLICE, "reader")
        proof = (await reader.get(f"/v1/log/proof/{position}")).content
        event = await as_recorded(site.deployment, position)
        assert codes(await verdict(site, Kept(event, proof, receipt))) == []
