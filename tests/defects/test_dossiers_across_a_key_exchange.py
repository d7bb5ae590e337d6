"""A dossier whose keys were exchanged in the middle of its story verifies offline, whoever signed with
which."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from jejak_client.verify.dossier import verify_dossier
from jejak_client.verify.roots import read_roots

from domain.events import kid_in
from domain.keys import kid_of
from server.commands.place import registrar_of
from server.evidence.exchanging import HostUse, exchange
from server.evidence.keystore import KeyStore
from server.start import open_services
from tests.clients.verify.changing import Case
from tests.clients.verify.page_in_node import page_in_node
from tests.server.api.agencies import SIGNED, Key, event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import acknowledge, feed, reader
from tests.server.api.founding import Founding
from tests.server.api.test_acknowledgements import statement
from tests.server.dossier.telling import POLICE, PROSECUTOR, Dispute, Dossier, asked
from tests.server.dossier.witnesses import Witnesses, seal_finally
from tests.servers import DatabaseServer

HOST = "deployment"


@pytest.fixture
def witnesses(tmp_path: Path) -> Witnesses:
    return Witnesses.make(tmp_path / "policy")


@pytest.fixture
async def deployment(
    postgres_server: DatabaseServer, founding: Founding, witnesses: Witnesses, tmp_path: Path
) -> AsyncIterator[Deployment]:
    policy = witnesses.policy_file
    async with founding.copy(postgres_server, tmp_path / "keys", policy_file=policy) as found:
        yield found


async def acknowledges(shared: Deployment, agency: str) -> None:
    """The agency signs that it holds its ledger as far as it goes."""
    await shared.settled()
    last = (await feed(shared, agency, limit=500))["items"][-1]
    held = {"position": last["position"], "hash": last["hash"]}
    said = {**held, "statement": statement(shared.keys[agency], held)}
    answer = await acknowledge(shared, await reader(shared, agency), said)
    assert answer.status_code == 200, answer.text


async def host_exchanges(shared: Deployment, use: HostUse) -> None:
    async with open_services(shared.services.settings, shared.services.clock) as services:
        await exchange(services, registrar_of(services), use, HOST, "replaced")
    await shared.services.directory.reload()


async def agency_exchanges(shared: Deployment, agency: str) -> None:
    """Under the agency's root, from its own machine."""
    old, new = shared.keys[agency], Key(agency)
    data = {
        "agency": agency, "replaces": old.kid, "key": new.x, "custody": "agency",
        "possession": new.possession("agency"), "reason": "replaced",
    }  # fmt: skip
    made = event(agency, "KeyRotated", shared.stream_of(agency), data, origin="jejak.test")
    answer = await (await shared.caller(agency)).post(shared.roots[agency].sign(made), SIGNED)
    assert answer.status_code == 201, answer.text
    shared.keys[agency] = new


def roots_of(shared: Deployment) -> bytes:
    own = KeyStore(shared.services.settings.keys_dir).find("root", HOST)
    assert own is not None
    kids = [kid_of(HOST, own.public), *(key.kid for key in shared.roots.values())]
    return "".join(f"{kid}\n" for kid in kids).encode()


async def test_a_dossier_verifies_across_the_exchange_of_every_key(
    deployment: Deployment, witnesses: Witnesses, tmp_path: Path
) -> None:
    story = await Dispute(deployment).begins()
    await story.of_persons()
    await acknowledges(deployment, PROSECUTOR)
    await seal_finally(deployment, witnesses)
    for use in ("receipt", "log", "reads-log"):
        await host_exchanges(deployment, use)
    for agency in (POLICE, PROSECUTOR):
        await agency_exchanges(deployment, agency)
    await story.returned()
    await story.opens(element="purpose")
    await acknowledges(deployment, PROSECUTOR)
    await seal_finally(deployment, witnesses)
    for by, role in ((POLICE, "reader"), (PROSECUTOR, "reader"), ("auditor", "auditor")):
        answer = await asked(deployment, by, story.dispute, role)
        packed = Dossier.of(answer)
        kids = {kid_in(each["state"].split(".")[0].encode()) for each in packed.of_case.values()}
        assert len({kid for kid in kids if kid.startswith(POLICE)}) == 2, "both keys of the police signed"
        for pinned in (None, witnesses.policy_file.read_bytes()):
            now = int(deployment.time().timestamp()) + 3_600
            case = Case("exchanged", answer.content, pinned, roots_of(deployment), now, frozenset())
            result = verify_dossier(case.raw, now, pinned, read_roots(roots_of(deployment))).result
            assert result.problems == ()
            assert result.checkpoint is not None
            assert result.checkpoint.final
            assert [each.position for each in result.events] == sorted(packed.events)
            assert all(each.before for each in result.events)
            assert any(each.after for each in result.events), "checkpoints of the old key bound them"
            with page_in_node(tmp_path) as page:
                assert page.result_on(case) == json.loads(json.dumps(msgspec.to_builtins(result)))
    assert {each.proved for each in result.deliveries if each.agency == PROSECUTOR} == {"both"}


async def test_a_dossier_made_while_the_ledgers_are_behind_names_the_keys_it_was_made_with(
    deployment: Deployment, witnesses: Witnesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a case that was parked the position stays behind; receipts are signed with the key of now."""
    story = await (await Dispute(deployment).begins()).opens(element="purpose")
    await acknowledges(deployment, PROSECUTOR)
    behind = story.positions["DisputeOpened"]
    await host_exchanges(deployment, "receipt")
    await agency_exchanges(deployment, PROSECUTOR)
    await deployment.open_case()
    await acknowledges(deployment, PROSECUTOR)
    await seal_finally(deployment, witnesses)

    async def reached(*_: object) -> int:
        return behind

    monkeypatch.setattr(deployment.services.applied, "reach", reached)
    answer = await (await deployment.caller(POLICE, "reader")).get(f"/v1/disputes/{story.dispute}/dossier")
    packed = Dossier.of(answer)
    assert packed.manifest["position"] == behind
    now = int(deployment.time().timestamp()) + 3_600
    case = Case("behind", answer.content, None, roots_of(deployment), now, frozenset())
    result = verify_dossier(case.raw, now, None, read_roots(roots_of(deployment))).result
    assert result.problems == ()
    with page_in_node(tmp_path) as page:
        assert page.result_on(case) == json.loads(json.dumps(msgspec.to_builtins(result)))
