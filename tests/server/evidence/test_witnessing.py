"""The witnesses are asked beside everything else; with a quorum of them a checkpoint is final."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from jejak_client.tlog.checkpoint import open_checkpoint
from jejak_client.tlog.judging import judge
from jejak_client.tlog.merkle import leaf_hash
from jejak_client.tlog.policy import read_policy
from jejak_client.tlog.proof import parse_proof, verify_proof
from jejak_client.tlog.tiles import decode_bundle

from server.evidence.seats import AGAIN
from server.evidence.witness_calls import window_about
from tests.server.api.agencies import Caller
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import NAMES, Witnessed, down, witnessed
from tests.servers import DatabaseServer


@pytest.fixture
async def site(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Witnessed]:
    async with witnessed(postgres_server, founding, tmp_path) as found:
        yield found


@pytest.fixture
async def reader(site: Witnessed) -> Caller:
    return await site.deployment.caller("auditor", "auditor")


async def evidence(site: Witnessed) -> dict[str, object]:
    """What /health/ready says of the log of events."""
    state = (await site.deployment.http.get("/health/ready")).json()
    found: dict[str, object] = next(each for each in state["evidence"] if each["log"].endswith("/log"))
    return found


async def test_a_checkpoint_is_pending_until_a_quorum_has_cosigned_it(
    site: Witnessed, reader: Caller
) -> None:
    signed = await site.seal()
    pending = await reader.get("/v1/log/checkpoint")
    assert pending.headers["Jejak-Proof"] == "pending"
    assert (await reader.get("/v1/log/checkpoint?final=true")).status_code == 404
    await site.ask()
    final = await reader.get("/v1/log/checkpoint")
    assert final.headers["Jejak-Proof"] == "final"
    assert (await reader.get("/v1/log/checkpoint?final=true")).content == final.content
    assert await site.cosigners(signed) == {*NAMES}
    assert await site.final() == signed.size


async def test_what_is_served_is_final_for_whoever_holds_the_policy(site: Witnessed, reader: Caller) -> None:
    signed = await site.grow()
    policy = read_policy((await reader.get("/v1/log/policy")).content)
    served = (await reader.get("/v1/log/checkpoint")).content
    judged = judge(served, policy, window_about(site.deployment.time()))
    assert judged.final
    assert judged.checkpoint.size == signed.size
    assert judged.cosigned.keys() == {*NAMES}


async def test_a_proof_turns_final_and_still_proves_the_same_leaf(site: Witnessed, reader: Caller) -> None:
    signed = await site.seal()
    pending = await reader.get(f"/v1/log/proof/{signed.size}")
    await site.ask()
    final = await reader.get(f"/v1/log/proof/{signed.size}")
    assert [each.headers["Jejak-Proof"] for each in (pending, final)] == ["pending", "final"]
    log = site.policy.log(signed.log)
    assert log is not None
    bundle = (await reader.get(f"/v1/log/tile/entries/000.p/{signed.size}")).content
    leaf = leaf_hash(decode_bundle(bundle, signed.size)[-1])
    for answer in (pending, final):
        proof = parse_proof(answer.content)
        opened = open_checkpoint(proof.checkpoint, log).checkpoint
        assert (proof.index, opened.root) == (signed.size - 1, signed.root)
        verify_proof(proof, leaf, opened)


async def test_a_proof_leads_to_a_final_checkpoint_where_one_covers_it(
    site: Witnessed, reader: Caller
) -> None:
    first = await site.grow()
    await site.record()
    second = await site.seal()
    old = await reader.get(f"/v1/log/proof/{first.size}")
    new = await reader.get(f"/v1/log/proof/{second.size}")
    assert [each.headers["Jejak-Proof"] for each in (old, new)] == ["final", "pending"]
    assert f"\n{first.size}\n" in old.text
    assert f"\n{second.size}\n" in new.text


async def test_the_log_of_reads_is_witnessed_as_well(site: Witnessed, reader: Caller) -> None:
    await reader.get("/v1/audit/reads")
    await site.seal()
    await site.ask()
    answer = await reader.get("/v1/log/reads/checkpoint?final=true")
    assert answer.headers["Jejak-Proof"] == "final"
    assert judge(answer.content, site.policy, window_about(site.deployment.time())).final


async def test_who_has_cosigned_the_newest_checkpoint_is_not_asked_again_until_later(site: Witnessed) -> None:
    signed = await site.grow()
    asked = len(site.wire.asked)
    await site.ask()
    assert len(site.wire.asked) == asked
    site.deployment.time.now += AGAIN
    await site.ask()
    assert len(site.wire.asked) == asked + len(NAMES)
    async with site.deployment.services.pool.connection() as conn:
        rows = await conn.execute("SELECT count(*) FROM jejak.cosignatures WHERE size = %s", [signed.size])
        assert await rows.fetchone() == (2 * len(NAMES),)


async def test_a_witness_that_was_away_is_brought_up_from_where_it_stands(site: Witnessed) -> None:
    await site.grow()
    site.wire.faults["ngo"] = down
    await site.grow()
    site.wire.faults.clear()
    signed = await site.grow()
    assert await site.cosigners(signed) == {*NAMES}


async def test_a_witness_of_which_the_database_has_forgotten_everything_is_asked_where_it_stands(
    site: Witnessed,
) -> None:
    signed = await site.grow()
    async with site.deployment.services.pool.connection() as conn:
        await conn.execute("RESET ROLE")
        await conn.execute("ALTER TABLE jejak.cosignatures DISABLE TRIGGER append_only")
        await conn.execute("GRANT DELETE ON jejak.cosignatures TO CURRENT_USER")
        await conn.execute("DELETE FROM jejak.cosignatures")
    await site.ask()
    assert await site.cosigners(signed) == {*NAMES}


async def test_the_operator_is_told_how_far_the_witnesses_are_and_when_they_are_overdue(
    site: Witnessed,
) -> None:
    await site.seal()
    before = await evidence(site)
    assert (before["final"], before["quorum_overdue"]) == (0, False)
    signed = await site.grow()
    after = await evidence(site)
    assert (after["final"], after["quorum_overdue"]) == (signed.size, False)
    site.deployment.time.pass_by(minutes=10, seconds=1)
    later = await evidence(site)
    assert later["quorum_overdue"] is True
    assert later["quorum_seconds"] == timedelta(minutes=10, seconds=1).total_seconds()
    metrics = (await site.deployment.http.get("/metrics")).text
    assert f'jejak_final{{log="{signed.log}"}} {float(signed.size)}' in metrics


async def test_under_another_policy_nothing_is_final_until_its_own_quorum_has_cosigned(
    site: Witnessed, reader: Caller, tmp_path: Path
) -> None:
    signed = await site.grow()
    services = site.deployment.services
    other = read_policy(site.policy.encode().replace(b"group all-of-us 2", b"group all-of-us 3"))
    object.__setattr__(services, "policy", other)
    assert (await reader.get("/v1/log/checkpoint?final=true")).status_code == 404
    site.deployment.time.now += AGAIN
    await site.ask()
    assert (await reader.get("/v1/log/checkpoint?final=true")).status_code == 200
    assert await site.final() == signed.size
