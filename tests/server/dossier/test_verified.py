"""What the server makes is what the offline verifier accepts, and what it must say of it is said."""

import json
from pathlib import Path
from typing import Any

import pytest
from jejak_client.cli import app
from typer.testing import CliRunner

from tests.server.api.deployment import Deployment
from tests.server.api.test_acknowledgements import statement
from tests.server.dossier.telling import POLICE, PROSECUTOR, Dispute, Fetch, dossier, feed_of
from tests.server.dossier.witnesses import NAMES, Witnesses, seal, seal_finally

pytestmark = pytest.mark.asyncio(loop_scope="module")


def verified(
    shared: Deployment, content: bytes, place: Path, monkeypatch: pytest.MonkeyPatch, *options: str
) -> tuple[int, Any]:
    """Exit code and result of `jejak verify`, at the time of the deployment."""
    monkeypatch.setattr("jejak_client.commands.verify.time.time", lambda: shared.time().timestamp())
    file = place / "dossier.zip"
    file.write_bytes(content)
    done = CliRunner().invoke(app, ["verify", str(file), "--json", *options])
    return done.exit_code, json.loads(done.stdout)


def roots_of(shared: Deployment, place: Path) -> Path:
    """The root keys that agencies have told others by another way."""
    kids = [each.root_kid for each in shared.services.directory.current.agencies.values() if each.root_kid]
    file = place / "roots"
    file.write_text("\n".join(kids))
    return file


async def test_jejak_verify_accepts_it_under_pinned_policy_and_roots(
    witnessed: Deployment,
    witnesses: Witnesses,
    of_told: Fetch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = await of_told(PROSECUTOR)
    pins = ("--policy", str(witnesses.policy_file), "--roots", str(roots_of(witnessed, tmp_path)))
    code, result = verified(witnessed, made.answer.content, tmp_path, monkeypatch, *pins)
    assert (code, result["problems"]) == (0, [])
    assert result["ok"] is True
    assert result["checkpoint"]["final"] is True
    assert result["checkpoint"]["witnesses"] == sorted(NAMES[:2])
    assert {each["position"] for each in result["events"]} == made.events.keys()


async def test_deliveries_that_both_sides_signed_are_proved_by_both(
    witnessed: Deployment, witnesses: Witnesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    at = story.positions["DisputeOpened"]
    last = (await feed_of(witnessed, PROSECUTOR, story.case))[at]
    held = {"position": last["position"], "hash": last["hash"]}
    said = statement(witnessed.keys[PROSECUTOR], held)
    reader = await witnessed.caller(PROSECUTOR, "reader")
    assert (await reader.post_to("/v1/feed/ack", {**held, "statement": said})).status_code == 200
    await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, POLICE, story.dispute)
    (row,) = [each for each in made.json("deliveries.json") if each["position"] == at]
    assert row["statement"] == said
    code, result = verified(witnessed, made.answer.content, tmp_path, monkeypatch)
    (shown,) = [each for each in result["deliveries"] if each["position"] == at]
    assert (code, shown["proved"]) == (0, "both")


async def test_a_pending_one_is_told_to_be_pending(
    witnessed: Deployment,
    witnesses: Witnesses,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.dossier.sealing.PATIENCE", 0.0)
    story = await (await Dispute(witnessed).begins()).opens()
    await seal(witnessed)
    made = await dossier(witnessed, POLICE, story.dispute)
    code, result = verified(witnessed, made.answer.content, tmp_path, monkeypatch)
    assert (code, [each["code"] for each in result["problems"]]) == (1, ["not_final"])
