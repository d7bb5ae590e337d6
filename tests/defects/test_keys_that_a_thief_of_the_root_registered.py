"""Whoever had the root of an agency registered a key of their own: what it signed bore no flag when the
root was ended as stolen since before."""

import json

import pytest

from tests.clients.verify.both import Both, both, codes
from tests.clients.verify.changing import change_json, payload_of
from tests.clients.verify.made_log import ORIGIN, Entry, Signer, compact_json
from tests.clients.verify.making import dossier_files
from tests.clients.verify.telling import Story, story
from tests.server.api.agencies import SIGNED, Key, event
from tests.server.api.deployment import Deployment
from tests.server.dossier.telling import POLICE, PROSECUTOR, Dispute, dossier
from tests.server.dossier.witnesses import seal

__all__ = ["both"]


@pytest.fixture
def told() -> Story:
    return story(1, rotated=False, revoked=False)


def robbed(told: Story) -> tuple[Signer, Entry]:
    """The thief's key and what it signed; the root is ended as in other hands since before."""
    log = told.log
    root, since = log.signers["root kejari-ttu"], len(log.entries) + 1
    theirs = log.signer("thief", "kejari-ttu")
    log.register_key(root, theirs, "agency")
    entry = log.append(theirs, "PositionRecorded", told.case, {"dispute": told.dispute, "holds": "proven"})
    log.revoke_key(root, root, since)
    log.cosign()
    return theirs, entry


def test_what_a_key_signed_that_a_thief_of_the_root_registered_is_flagged(told: Story, both: Both) -> None:
    _, entry = robbed(told)
    result = both.on_files(told, dossier_files(told))
    assert codes(result) == set()
    flagged = {each["position"] for each in result["events"] if "needs_reaffirmation" in each["flags"]}
    assert flagged == {entry.position - 1, entry.position, entry.position + 1}, "registration, act, end"


def test_what_it_acknowledged_is_on_the_hosts_word_alone(told: Story, both: Both) -> None:
    theirs, entry = robbed(told)
    files = dossier_files(told)
    one = next(each for each in json.loads(files["deliveries.json"]) if each["statement"])
    statement = theirs.jws("jejak-acknowledgement+jws", compact_json(payload_of(one["statement"])))
    said = payload_of(one["receipt"])["ledger"] | {"statement": statement, "acknowledgedat": entry.recordedat}
    receipt = told.log.signers["receipt"].jws(
        "jejak-receipt+jws", compact_json({"iss": ORIGIN, "ledger": said})
    )
    one |= {"statement": statement, "receipt": receipt, "acknowledged_at": entry.recordedat}
    change_json(files, "deliveries.json", lambda _: [one])
    result = both.on_files(told, files)
    assert codes(result) == set()
    assert [each["proved"] for each in result["deliveries"]] == ["host"]


def test_a_root_that_ends_itself_leaves_no_dossier_that_fails(both: Both) -> None:
    """Its end was called signed by a key that had ended: no dossier with it held from then on."""
    told = story(1, rotated=False, revoked=False)
    root = told.log.signers["root polres-ttu"]
    told.log.revoke_key(root, root)
    told.log.cosign()
    result = both.on_files(told, dossier_files(told))
    assert codes(result) == set()
    assert result["events"][-1]["type"] == "jejak.KeyRevoked.v1"


def test_a_root_that_has_ended_ends_nothing_more(both: Both) -> None:
    told = story(1, rotated=False, revoked=False)
    root, key = told.log.signers["root polres-ttu"], told.log.signers["polres-ttu"]
    told.log.revoke_key(root, root)
    told.log.revoke_key(root, key)
    told.log.cosign()
    assert "key_not_valid" in codes(both.on_files(told, dossier_files(told)))


async def test_the_timeline_marks_what_such_a_key_signed(deployment: Deployment) -> None:
    story = await Dispute(deployment).begins()
    root, theirs = deployment.roots[POLICE], Key(POLICE)
    stream, caller = deployment.stream_of(POLICE), await deployment.caller(POLICE)
    data = {"agency": POLICE, "key": theirs.x, "custody": "device", "possession": theirs.possession("device")}
    registered = await caller.post(
        root.sign(event(POLICE, "KeyRegistered", stream, data, origin="jejak.test")), SIGNED
    )
    assert registered.status_code == 201, registered.text
    deployment.keys[POLICE] = theirs
    await story.opens()
    lost = {"kid": root.kid, "reason": "compromised", "compromised_since": registered.json()["position"]}
    ended = await caller.post(
        root.sign(event(POLICE, "KeyRevoked", stream, lost, origin="jejak.test")), SIGNED
    )
    assert ended.status_code == 201, ended.text
    await seal(deployment)
    made = await dossier(deployment, PROSECUTOR, story.dispute)
    assert made.page.count("Ditandatangani ketika kunci mungkin dipegang orang lain") == 1
