"""What seals a dossier: proofs to one checkpoint, cosigned ones around, what is said while there is none."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from jejak_client.tlog import base64std, merkle
from jejak_client.tlog.checkpoint import Checkpoint, parse_checkpoint
from jejak_client.tlog.cosignature import Window
from jejak_client.tlog.judging import judge
from jejak_client.tlog.note import parse_note
from jejak_client.tlog.policy import parse_policy
from jejak_client.tlog.proof import parse_proof, verify_proof

from domain.leaf import leaf_entry, leaf_hash
from server.dossier import sealing
from tests.server.api.deployment import Deployment
from tests.server.dossier.telling import POLICE, PROSECUTOR, Dispute, Dossier, Fetch, asked, dossier
from tests.server.dossier.witnesses import NAMES, Witnesses, seal, seal_finally

pytestmark = pytest.mark.asyncio(loop_scope="module")
ALWAYS = Window(0, 2**62)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a signer or a quorum that does not come."""
    monkeypatch.setattr(sealing, "PATIENCE", 0.0)


async def test_every_entry_is_proved_to_be_in_the_tree_of_the_one_checkpoint(of_told: Fetch) -> None:
    made = await of_told(PROSECUTOR)
    checkpoint = checkpoint_of(made.files["checkpoint"])
    assert made.below("proofs").keys() == {f"{at}.tlog-proof" for at in made.events}
    for at, event in made.events.items():
        proof = parse_proof(made.files[f"proofs/{at}.tlog-proof"])
        assert (proof.index, proof.checkpoint) == (at - 1, made.files["checkpoint"])
        verify_proof(proof, leaf_of(event), checkpoint)


async def test_the_checkpoint_is_final_by_the_policy_that_stands_beside_it(of_told: Fetch) -> None:
    made = await of_told(PROSECUTOR)
    policy = parse_policy(made.files["policy"])
    judged = judge(made.files["checkpoint"], policy, ALWAYS)
    assert judged.final
    assert set(judged.cosigned) == set(NAMES[:2])
    assert made.answer.headers["jejak-proof"] == "final"
    assert "Tersegel dan disaksikan" in made.page
    assert f"{NAMES[0]}: 2 Mar 2026" in made.page


async def test_cosigned_checkpoints_just_before_and_after_an_entry_lead_to_the_main_one(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    before = await seal_finally(witnessed, witnesses)
    await story.opens()
    after = await seal_finally(witnessed, witnesses)
    await story.engages()
    await witnessed.open_case()
    main = await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, POLICE, story.dispute)
    assert checkpoint_of(made.files["checkpoint"]).size == main.size
    assert {str(before.size), str(after.size)} <= made.below("older").keys()
    leads = made.json("consistency.json")
    for lead in leads:
        older = checkpoint_of(made.files[f"older/{lead['from']}"])
        hashes = [base64std.decode_hash(each) for each in lead["hashes"]]
        merkle.verify_consistency(older.size, older.root, lead["to"], main.root, hashes)
        assert judge(made.files[f"older/{lead['from']}"], parse_policy(made.files["policy"]), ALWAYS).final
    assert {lead["from"] for lead in made.json("consistency.json")} == {
        int(name) for name in made.below("older")
    }


async def test_the_timeline_says_between_which_cosigned_checkpoints_an_entry_was_recorded(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    await seal_finally(witnessed, witnesses)
    witnessed.time.pass_by(hours=1)
    await story.opens()
    witnessed.time.pass_by(hours=1)
    await seal_finally(witnessed, witnesses)
    try:
        page = (await dossier(witnessed, POLICE, story.dispute)).page.replace("\u00a0", " ")
    finally:
        witnessed.time.pass_by(hours=-2)
    assert "Menurut saksi dicatat antara 2 Mar 2026, 15.00 WIB dan 2 Mar 2026, 17.00 WIB." in page


async def test_without_a_quorum_it_is_pending_and_says_so(
    witnessed: Deployment, witnesses: Witnesses, impatient: None
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    await seal(witnessed)
    await witnesses.cosign(witnessed, NAMES[2])
    made = await dossier(witnessed, POLICE, story.dispute)
    assert made.answer.headers["jejak-proof"] == "pending"
    assert "Belum final" in made.page
    assert "BELUM FINAL" in made.files["README.txt"].decode()
    assert len(parse_note(made.files["checkpoint"]).signatures) == 2
    assert not judge(made.files["checkpoint"], parse_policy(made.files["policy"]), ALWAYS).final


async def test_a_newer_pending_checkpoint_does_not_take_the_place_of_a_final_one_that_has_it_all(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    final = await seal_finally(witnessed, witnesses)
    await witnessed.open_case()
    await seal(witnessed)
    made = await dossier(witnessed, POLICE, story.dispute)
    assert checkpoint_of(made.files["checkpoint"]).size == final.size
    assert made.answer.headers["jejak-proof"] == "final"


async def test_later_entries_that_are_not_sealed_yet_are_left_out_and_counted(
    witnessed: Deployment, witnesses: Witnesses, impatient: None
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    sealed = await seal_finally(witnessed, witnesses)
    await story.engages()
    made = await dossier(witnessed, POLICE, story.dispute)
    assert made.manifest["position"] == sealed.size
    assert made.answer.headers["jejak-position"] == str(sealed.size)
    assert story.positions["ExpertEngaged"] not in made.events
    assert "1 catatan yang lebih baru belum tersegel" in made.page
    assert "1 later entries were not sealed yet" in made.files["README.txt"].decode()


async def test_before_the_opening_of_the_dispute_is_sealed_there_is_no_dossier(
    witnessed: Deployment, witnesses: Witnesses, impatient: None
) -> None:
    story = await Dispute(witnessed).begins()
    await seal_finally(witnessed, witnesses)
    await story.opens()
    answer = await asked(witnessed, POLICE, story.dispute)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not_sealed")
    assert answer.headers["retry-after"] == "1"


async def test_the_signer_and_the_quorum_are_waited_for(witnessed: Deployment, witnesses: Witnesses) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    await witnessed.settled()
    asking = asyncio.create_task(asked(witnessed, POLICE, story.dispute))
    await asyncio.sleep(0.3)
    await seal_finally(witnessed, witnesses)
    made = Dossier.of(await asking)
    assert made.answer.headers["jejak-proof"] == "final"
    assert story.positions["DisputeOpened"] in made.events


async def test_a_deployment_without_witnesses_makes_it_pending_without_a_policy(shared: Deployment) -> None:
    story = await (await Dispute(shared).begins()).opens()
    await seal(shared)
    made = await dossier(shared, POLICE, story.dispute)
    assert made.answer.headers["jejak-proof"] == "pending"
    assert "policy" not in made.files
    assert made.below("older") == {}


def checkpoint_of(note: bytes) -> Checkpoint:
    return parse_checkpoint(parse_note(note).text)


def leaf_of(event: Any) -> bytes:
    """The leaf of an event as its file in the dossier tells it."""
    at = datetime.fromisoformat(event["recordedat"])
    told = event["position"], event["caseversion"], at, event["marks"], event["classes"]
    return leaf_hash(leaf_entry(*told, event["state"].encode()))
