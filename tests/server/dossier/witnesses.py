"""Sealing and witnessing by hand, so that a test says at which moment what was cosigned."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jejak_client.tlog.cosignature import WitnessKey

from server.evidence.cosignatures import keep_cosignature, note_final
from server.evidence.logs import EVENTS
from server.evidence.policy import policy_now
from server.evidence.sealer import Sealer, origin_now
from server.evidence.tree import Signed, newest
from tests.server.api.deployment import Deployment

NAMES = ("saksi-lpsk", "saksi-pn", "saksi-universitas")


class Witness(NamedTuple):
    """A witness with the private half of its key."""

    key: WitnessKey
    private: Ed25519PrivateKey


@dataclass(frozen=True)
class Witnesses:
    """Three witnesses by the names of the policy, and the file of it."""

    known: dict[str, Witness]
    policy_file: Path

    @classmethod
    def make(cls, policy_file: Path) -> "Witnesses":
        known = {name: _witness(name) for name in NAMES}
        lines = [f"witness {name} {witness.key.vkey}" for name, witness in known.items()]
        lines += [f"group saksi 2 {' '.join(known)}", "quorum saksi"]
        policy_file.write_text("".join(f"{line}\n" for line in lines))
        return cls(known, policy_file)

    async def cosign(self, deployment: Deployment, *names: str) -> Signed:
        """These cosign the newest checkpoint now; its quorum is noted where it is one."""
        services = deployment.services
        policy = policy_now(services)
        assert policy is not None
        async with services.pool.connection() as conn:
            signed = await newest(conn, origin_now(services, EVENTS))
            assert signed is not None
            text = signed.note.encode().partition(b"\n\n")[0] + b"\n"
            for name in names:
                key, private = self.known[name]
                line = key.signature(text, int(deployment.time().timestamp()), private.sign)
                await keep_cosignature(conn, signed, policy.witnesses[name], line)
            await note_final(conn, signed, policy, deployment.time())
        return signed


def _witness(name: str) -> Witness:
    private = Ed25519PrivateKey.generate()
    return Witness(WitnessKey(f"{name}.example", private.public_key().public_bytes_raw()), private)


async def seal(deployment: Deployment) -> None:
    """Signs a checkpoint over all that is on record."""
    problems = await Sealer(deployment.services).run_once()
    assert problems is not None
    assert problems["log"] is None, problems


async def seal_finally(deployment: Deployment, witnesses: Witnesses) -> Signed:
    """Signs a checkpoint over all that is on record, and has a quorum cosign it."""
    await seal(deployment)
    return await witnesses.cosign(deployment, *NAMES[:2])
