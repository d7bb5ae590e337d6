"""A07: the host rewrites an event and signs a fresh log with the same key (reference/evidence.md 6a)."""

import base64
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from jejak_client.tlog.checkpoint import open_checkpoint
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.judging import judge
from jejak_client.tlog.proof import parse_proof, verify_proof

from server.evidence.sealer import Sealer
from server.evidence.witness_calls import window_about
from tests.server.api.agencies import event
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import Witnessed, witnessed
from tests.servers import DatabaseServer

FORGOTTEN = ("tiles", "tree_edges", "log_checkpoints", "sealing", "cosignatures", "final_checkpoints")


async def recorded(site: Witnessed) -> dict[str, Any]:
    """What the receipt of one more event says of it."""
    data = {"channel": "walk_in", "person": str(uuid4()), "routed_to": ["uptdppa-ttu"]}
    answer = await site.deployment.publish(
        "uptdppa-ttu", event("uptdppa-ttu", "ReportReceived", uuid4(), data)
    )
    payload = msgspec.json.decode(base64.urlsafe_b64decode(answer["receipt"].split(".")[1] + "=="))
    standing: dict[str, Any] = payload["events"][0]
    return standing


def rewrite(site: Witnessed, server: DatabaseServer, position: int) -> None:
    """As a superuser: another byte in an old event, and nothing left of what was ever signed."""
    settings = site.deployment.services.settings
    url = server.admin_url.rpartition("/")[0] + "/" + settings.database_url.rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("SET session_replication_role = replica")  # no trigger fires
        changed = "set_byte(state, length(state) - 1, get_byte(state, length(state) - 1) # 1)"
        database.execute(
            f"UPDATE jejak.log SET state = {changed} WHERE notification_id = {position}".encode()
        )
        for table in FORGOTTEN:
            database.execute(f"TRUNCATE jejak.{table}".encode())
    for file in settings.signed_files.glob("*.json"):
        file.unlink()


async def test_a07_no_witness_cosigns_a_rewritten_history_and_what_agencies_kept_convicts_the_host(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        reader = await site.deployment.caller("auditor", "auditor")
        receipt = await recorded(site)
        await site.grow()
        kept = parse_proof((await reader.get(f"/v1/log/proof/{receipt['position']}")).content)

        rewrite(site, postgres_server, receipt["position"])
        await Sealer(site.deployment.services).run_once()  # it signs: nobody is asked, nothing is remembered
        forged = await site.newest()
        await site.ask()
        assert await site.cosigners(forged) == set()
        await site.grow()
        assert await site.final() == 0

        policy, now = site.policy, window_about(site.deployment.time())
        log = policy.log(forged.log)
        assert log is not None
        before, after = judge(kept.checkpoint, policy, now), open_checkpoint(forged.note.encode(), log)
        assert before.final
        assert (before.checkpoint.size, before.checkpoint.root) != (forged.size, forged.root)
        assert before.checkpoint.size == after.checkpoint.size  # one size, two roots, both signed by the log
        leaf = bytes.fromhex(receipt["leaf"])
        verify_proof(kept, leaf, before.checkpoint)
        shown = parse_proof((await reader.get(f"/v1/log/proof/{receipt['position']}")).content)
        with pytest.raises(Unverified):
            verify_proof(shown, leaf, open_checkpoint(shown.checkpoint, log).checkpoint)
