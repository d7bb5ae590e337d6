"""The key history of a dossier: as of its position, and what was signed by a key that was in other hands."""

import pytest

from domain.body import Signer
from server.evidence.keystore import PrivateKey
from tests.server.api.agencies import SIGNED, Key, event
from tests.server.api.deployment import Deployment
from tests.server.dossier.telling import POLICE, PROSECUTOR, Dispute, dossier
from tests.server.dossier.witnesses import seal


async def test_what_was_signed_while_a_key_was_in_other_hands_is_marked_and_stands(
    deployment: Deployment,
) -> None:
    story = await (await Dispute(deployment).begins()).opens()
    root, key = deployment.roots[POLICE], deployment.keys[POLICE]
    lost = {"kid": key.kid, "reason": "compromised", "compromised_since": story.positions["DisputeOpened"]}
    revoked = event(POLICE, "KeyRevoked", deployment.stream_of(POLICE), lost, origin="jejak.test")
    answer = await (await deployment.caller(POLICE)).post(root.sign(revoked), SIGNED)
    assert answer.status_code == 201, answer.text
    await seal(deployment)
    made = await dossier(deployment, PROSECUTOR, story.dispute)
    keys = {key["kid"]: key for agency in made.json("keys.json")["agencies"] for key in agency["keys"]}
    assert keys[key.kid]["compromised_since"] == story.positions["DisputeOpened"]
    assert made.page.count("Ditandatangani ketika kunci mungkin dipegang orang lain") == 1


async def test_a_key_registered_after_the_checkpoint_is_not_in_the_dossier_yet(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.dossier.sealing.PATIENCE", 0.0)
    story = await (await Dispute(deployment).begins()).opens()
    await seal(deployment)
    await deployment.registrar().register_key(
        POLICE, PrivateKey((new := Key(POLICE)).public, new.private), "device", root_of(deployment)
    )
    made = await dossier(deployment, PROSECUTOR, story.dispute)
    kids = {key["kid"] for agency in made.json("keys.json")["agencies"] for key in agency["keys"]}
    assert deployment.keys[POLICE].kid in kids
    assert new.kid not in kids
    assert made.json("keys.json")["position"] <= made.manifest["position"]


def root_of(deployment: Deployment) -> Signer:
    root = deployment.roots[POLICE]
    return Signer(root.kid, root.private.sign)
