"""A deployment with witnesses: each with a key and a memory of its own, reached over a wire that may fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from jejak_client.tlog.policy import Policy
from jejak_client.witness.directory import add_log, make_witness, open_witness
from jejak_client.witness.witness import Witness

from server.evidence.cosignatures import cosigned_by, newest_final
from server.evidence.logs import EVENTS
from server.evidence.policy import log_keys, policy_now
from server.evidence.sealer import Sealer, origin_now
from server.evidence.tree import Signed, newest
from server.evidence.witnessing import OutsideWitnesses, Witnessing
from tests.server.api.agencies import ORIGIN
from tests.server.api.deployment import Deployment, Time
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer, directory_without_a_disk

NAMES = ("kejari", "dinsos", "ngo")

Fault = Callable[[httpx.Request], Awaitable[httpx.Response]]


async def down(_: httpx.Request) -> httpx.Response:
    """A witness that cannot be reached."""
    raise httpx.ConnectError("down")


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """Where the witnesses answer: `http://<name>.test`. A fault takes the place of an answer."""

    witnesses: dict[str, Witness] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # host and path of every request

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the witness that the host names."""
        name = request.url.host.removesuffix(".test")
        self.asked.append((name, request.url.path))
        if name in self.faults:
            return await self.faults[name](request)
        return self.honest(name, request)

    def honest(self, name: str, request: httpx.Request) -> httpx.Response:
        """As a witness without a fault answers."""
        witness = self.witnesses[name]
        if request.method == "POST":
            answer = witness.add_checkpoint(request.read())
            headers = {"Content-Type": answer.media_type}
            return httpx.Response(answer.status, headers=headers, content=answer.body)
        shown = witness.checkpoint(request.url.path.split("/")[1])
        return httpx.Response(200, content=shown) if shown else httpx.Response(404)


@dataclass
class Witnessed:
    """A deployment, and who witnesses its logs. A test says when it seals and when it asks."""

    deployment: Deployment
    wire: Wire
    offices: Path  # the directories of the witnesses, by name

    @property
    def policy(self) -> Policy:
        """The policy as the deployment serves it."""
        policy = policy_now(self.deployment.services)
        assert policy is not None
        return policy

    async def record(self) -> None:
        """One more event in the log."""
        await self.deployment.open_case()

    async def seal(self) -> Signed:
        """The newest checkpoint of the log, over all there is."""
        services = self.deployment.services
        await Sealer(services, OutsideWitnesses(services, self.wire)).run_once()
        return await self.newest()

    async def newest(self) -> Signed:
        """The newest checkpoint of the log."""
        services = self.deployment.services
        async with services.pool.connection() as conn:
            signed = await newest(conn, origin_now(services, EVENTS))
        assert signed is not None
        return signed

    async def ask(self) -> None:
        """Asks every witness that has not cosigned the newest checkpoints, as a process does that begins."""
        await Witnessing(self.deployment.services, self.wire).run_once()

    async def grow(self) -> Signed:
        """One more event, sealed, and the witnesses asked."""
        await self.record()
        signed = await self.seal()
        await self.ask()
        return signed

    async def cosigners(self, signed: Signed) -> set[str]:
        """Whose cosignatures the deployment keeps for a checkpoint."""
        async with self.deployment.services.pool.connection() as conn:
            return {*await cosigned_by(conn, signed, self.policy)}

    async def final(self) -> int:
        """The size of the newest checkpoint of the log with a quorum; 0 for none."""
        services = self.deployment.services
        async with services.pool.connection() as conn:
            found = await newest_final(conn, origin_now(services, EVENTS), policy_now(services))
        return found.size if found else 0


def policy_text(witnesses: dict[str, Witness], needed: int) -> str:
    """A policy in which so many of these witnesses are a quorum."""
    lines = [f"witness {name} {each.key.known.vkey} http://{name}.test" for name, each in witnesses.items()]
    return "\n".join([*lines, f"group all-of-us {needed} {' '.join(witnesses)}", "quorum all-of-us", ""])


@asynccontextmanager
async def witnessed(
    server: DatabaseServer,
    founding: Founding,
    place: Path,
    needed: int = 2,
    names: Sequence[str] = NAMES,
    before: str = "",
) -> AsyncIterator[Witnessed]:
    """A deployment of its own, of whose witnesses `needed` make a checkpoint final; `before`: what else its
    policy says."""
    with directory_without_a_disk() as offices:
        witnesses, times = {}, Time()
        for name in names:
            make_witness(offices / name, f"witness.{name}.example")
            witnesses[name] = open_witness(offices / name, lambda: times().timestamp())
        (place / "policy").write_text(before + policy_text(witnesses, needed))
        async with founding.copy(server, place / "keys", policy_file=place / "policy") as deployment:
            times = deployment.time
            for key in log_keys(ORIGIN, deployment.services.directory.current):
                for name in names:
                    add_log(offices / name, key.vkey)
            yield Witnessed(deployment, Wire(witnesses), offices)
