"""A log that stays quiet is cosigned again every few minutes; that blurs no moment of recording."""

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from jejak_client.tlog.note import Note, parse_note

from tests.clients.verify.changing import Case
from tests.clients.verify.made_log import WITNESSES
from tests.clients.verify.making import dossier_files, packed, policy_text, roots_text
from tests.clients.verify.page_in_node import page_in_node
from tests.clients.verify.telling import story
from tests.clients.verify.test_dossiers import verdict_on
from tests.server.api.deployment import Deployment
from tests.server.dossier.conftest import witnessed, witnesses
from tests.server.dossier.telling import POLICE, Dispute, dossier
from tests.server.dossier.test_verified_offline import verified
from tests.server.dossier.witnesses import NAMES, Witnesses, seal_finally

__all__ = ["witnessed", "witnesses"]


def cosigned(*later: int) -> Case:
    """The main checkpoint is cosigned by all, and once more so many seconds later."""
    told = story(1)
    size, time = told.log.cosigned[-1]
    notes = [parse_note(told.log.note(size, time + after, WITNESSES)) for after in (0, *later)]
    lines = [line for note in notes for line in note.signatures[1:]]
    raw = Note(notes[0].text, (notes[0].signatures[0], *lines)).encode()
    files = {
        name: content.partition(b"\n\n")[0] + b"\n\n" + raw if name.startswith("proofs/") else content
        for name, content in {**dossier_files(told), "checkpoint": raw}.items()
    }
    return Case("quiet", packed(told, files), policy_text(), roots_text(), told.verified_at, frozenset())


def test_the_verifier_takes_the_first_word_for_the_end_of_the_window(tmp_path: Path) -> None:
    once, again = verdict_on(cosigned()).result, verdict_on(cosigned(7_200)).result
    assert again.ok
    assert again.events == once.events
    with page_in_node(tmp_path) as page:
        assert page.result_on(cosigned(7_200)) == json.loads(json.dumps(msgspec.to_builtins(again)))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_dossier_and_its_verifier_tell_the_same_narrow_window(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    await seal_finally(witnessed, witnesses)
    witnessed.time.pass_by(hours=1)
    await witnesses.cosign(witnessed, *NAMES[:2])
    opened_from = witnessed.time()
    await story.opens()
    await seal_finally(witnessed, witnesses)
    sealed_by = witnessed.time() + timedelta(seconds=1)
    witnessed.time.pass_by(hours=2)
    await witnesses.cosign(witnessed, *NAMES[:2])
    try:
        made = await dossier(witnessed, POLICE, story.dispute)
        event = verified(witnessed, made.answer.content).result.events[-1]
    finally:
        witnessed.time.pass_by(hours=-3)
    assert event.type.startswith("jejak.DisputeOpened")
    assert event.after == f"{opened_from:%Y-%m-%dT%H:%M:%SZ}"
    assert event.before is not None
    assert event.before <= f"{sealed_by:%Y-%m-%dT%H:%M:%SZ}"
    assert "dan 2 Mar 2026, 16.00 WIB." in made.page.replace("\u00a0", " ")
