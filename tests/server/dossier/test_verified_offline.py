"""What the server packs, the client's verifier takes apart, without the server and with pins of its own."""

import pytest
from jejak_client.verify.dossier import Verdict, verify_dossier
from jejak_client.verify.roots import read_roots

from domain.keys import kid_of
from server.evidence.keystore import KeyStore
from tests.server.api.deployment import Deployment
from tests.server.dossier.telling import EXPERT, POLICE, PROSECUTOR, Dispute, Dossier, asked, dossier
from tests.server.dossier.witnesses import Witnesses

ASKERS = [(POLICE, "reader"), (PROSECUTOR, "reader"), (EXPERT, "reader"), ("auditor", "auditor")]


def verified(shared: Deployment, raw: bytes, policy: bytes | None = None) -> Verdict:
    """At a moment after everything in it, with the roots that agencies and operator tell."""
    settings = shared.services.settings
    own = KeyStore(settings.keys_dir).find("root", settings.deployment_agency)
    assert own is not None
    kids = [kid_of(settings.deployment_agency, own.public), *(key.kid for key in shared.roots.values())]
    roots = read_roots("".join(f"{kid}\n" for kid in kids).encode())
    return verify_dossier(raw, int(shared.time().timestamp()) + 3_600, policy, roots)


async def fetched(shared: Deployment, told: Dispute, by: str, role: str) -> tuple[bytes, Dossier]:
    answer = await asked(shared, by, told.dispute, role)
    return answer.content, Dossier.of(answer)


@pytest.mark.parametrize(("by", "role"), ASKERS)
async def test_every_dossier_of_the_server_verifies_offline(
    witnessed: Deployment, told: Dispute, by: str, role: str
) -> None:
    raw, packed = await fetched(witnessed, told, by, role)
    verdict = verified(witnessed, raw)
    assert verdict.result.problems == ()
    assert verdict.result.ok
    assert [event.position for event in verdict.result.events] == sorted(packed.events)
    assert verdict.result.checkpoint is not None
    assert verdict.result.checkpoint.final
    assert all(event.before for event in verdict.result.events)


async def test_what_is_shown_of_an_event_is_what_the_dossier_discloses(
    witnessed: Deployment, told: Dispute
) -> None:
    raw, packed = await fetched(witnessed, told, PROSECUTOR, "reader")
    for held in verified(witnessed, raw).held:
        assert dict(held.values) == packed.disclosed[held.record.position]


async def test_a_policy_pinned_from_outside_is_enough_without_the_key_of_the_log(
    witnessed: Deployment, told: Dispute, witnesses: Witnesses
) -> None:
    raw, _ = await fetched(witnessed, told, POLICE, "reader")
    assert verified(witnessed, raw, witnesses.policy_file.read_bytes()).result.ok


async def test_roots_that_the_agencies_do_not_know_convict_the_dossier(
    witnessed: Deployment, told: Dispute
) -> None:
    packed = await dossier(witnessed, POLICE, told.dispute)
    other = read_roots(f"{POLICE}/{'A' * 43}\n".encode())
    verdict = verify_dossier(packed.answer.content, int(witnessed.time().timestamp()) + 3_600, None, other)
    assert ("root_differs", POLICE) in {(each.code, each.where) for each in verdict.result.problems}
