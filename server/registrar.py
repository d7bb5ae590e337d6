"""How agencies, keys, task forces and rules enter the log: the deployment's own events, by the front door.

The host registers agencies with the deployment's agency key and brings keys it holds itself into force. Keys
of an agency with a root are registered by that root, whose private half never is on the server.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec

from domain.base64url import encode
from domain.body import Signer
from domain.ids import agency_stream, rules_stream, source_of, task_force_stream
from domain.jws import protect
from domain.keys import kid_of, possession_statement, prove_possession, thumbprint
from domain.problems import Refusal
from server.answers import Refused, Standing
from server.auth.principal import Principal
from server.directory import CurrentDirectory
from server.evidence.keystore import KeyFileError, KeyStore, PrivateKey, Use
from server.publish import Publisher
from server.rules import Rules

OWN_KEYS: tuple[Use, ...] = ("agency", "receipt", "log", "reads-log")


class RegistrationRefused(Exception):
    """The log refused a registry event; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.type}: {refusal.rule}")
        self.refusal = refusal


class NewAgency(msgspec.Struct, frozen=True):
    """What is told of an agency that joins. `root_key` is the `x` of its offline root key with the proof that
    the agency holds it; an agency without one is signed for by the host in escrow."""

    agency: str
    kind: str
    name: str
    task_forces: tuple[str, ...] = ()
    regency: str | None = None
    root_key: str | None = None
    possession: str | None = None


class Ending(NamedTuple):
    """The last known checkpoint of a log that is not continued: so many leaves, and the root over them."""

    size: int
    root: bytes


class Registrar:
    """Publishes registry events of one deployment."""

    def __init__(
        self,
        *,
        origin: str,
        deployment_agency: str,
        publisher: Publisher,
        directory: CurrentDirectory,
        keys: KeyStore,
        clock: Callable[[], datetime],
    ) -> None:
        self._origin = origin
        self._host = deployment_agency
        self._publisher = publisher
        self._directory = directory
        self._keys = keys
        self._clock = clock

    async def found(self, name: str, rules: Rules) -> None:
        """Register what a deployment needs before its first case; does nothing twice.

        The deployment itself with its root, its agency key, its receipt key and the keys of its logs, and the
        rules in force. A deployment of an earlier version gets what it lacks.
        """
        if self._host not in self._directory.current.agencies:
            host = self._keys.make("root", self._host)
            fields = self._founding(name, host)
            await self._publish("AgencyRegistered", self._agency_stream(self._host), fields, self._root(host))
        for use in OWN_KEYS:
            await self._own_key(use)
        for kind, (version, sha256) in rules.adopted.items():
            if self._directory.current.rules.get(kind) != (version, sha256):
                fields = {"kind": kind, "version": version, "sha256": sha256}
                await self._publish("RulesAdopted", rules_stream(self._origin), fields, self._signer())

    async def register_agency(self, new: NewAgency) -> None:
        """Register an agency; one without a root key, of a kind that need not sign, gets an escrow key."""
        fields = {name: value for name, value in msgspec.to_builtins(new).items() if value not in (None, [])}
        await self._publish("AgencyRegistered", self._agency_stream(new.agency), fields, self._signer())

    async def register_escrow(self, agency: str, root: Signer | None = None) -> None:
        """Bring a key that the host keeps for an agency into force: by its root where it has one."""
        key = self._keys.make("escrow", agency)
        if f"escrow/{agency}/{key.thumbprint}" in self._directory.current.keys:
            return
        fields = self._key_fields(agency, key, "escrow")
        signer = root or self._signer()
        await self._publish("KeyRegistered", self._agency_stream(agency), fields, signer)

    async def register_key(self, agency: str, key: PrivateKey, custody: str, root: Signer) -> None:
        """Bring an agency's own key into force, signed by its root key, where both are at hand."""
        fields = self._key_fields(agency, key, custody)
        await self._publish("KeyRegistered", self._agency_stream(agency), fields, root)

    async def rotate_key(
        self, agency: str, key: PrivateKey, custody: str, replaces: str, reason: str
    ) -> Standing:
        """Let a key that the host keeps take the place of another in the same custody."""
        fields = self._key_fields(agency, key, custody) | {"replaces": replaces, "reason": reason}
        return await self._publish("KeyRotated", self._agency_stream(agency), fields, self._above(agency))

    async def revoke_key(self, agency: str, kid: str, reason: str, since: int | None = None) -> Standing:
        """End a key that the host keeps; `since`: the log position from which on nobody vouches for it."""
        fields = {"kid": kid, "reason": reason} | ({"compromised_since": since} if since is not None else {})
        return await self._publish("KeyRevoked", self._agency_stream(agency), fields, self._above(agency))

    async def configure_task_force(
        self, task_force: str, lead: str, members: Sequence[str], zone: str, **local: Any
    ) -> None:
        """Say who sits on a task force, who leads it, and in which zone its clocks run.

        `local`: the further members of TaskForceConfigured, that is version, seats, services, SOP steps and
        times, holidays. They replace those before as a whole.
        """
        fields = {"task_force": task_force, "lead": lead, "members": list(members), "zone": zone}
        fields |= msgspec.to_builtins({name: value for name, value in local.items() if value})
        stream = task_force_stream(self._origin, task_force)
        await self._publish("TaskForceConfigured", stream, fields, self._signer())

    async def declare_generation(self, kind: str, generation: int, known: Ending | None, reason: str) -> None:
        """Say that a log begins anew, and what is known of the one before it."""
        fields: dict[str, Any] = {"log": kind, "generation": generation, "reason": reason, "size": 0}
        if known is not None:
            fields |= {"size": known.size, "root": known.root.hex()}
        stream = self._agency_stream(self._host)
        await self._publish("LogGenerationDeclared", stream, fields, self._signer())

    async def publish_as_host(self, event: dict[str, Any], signer: Signer) -> Standing:
        """Publish one registry event signed by `signer` as its agency. Raises RegistrationRefused."""
        agency = signer.kid.split("/")[0]
        principal = Principal(UUID(int=0), agency, "operator")
        answer = (await self._publisher.publish([signed_item(event, signer)], principal)).answers[0]
        if isinstance(answer, Refused):
            raise RegistrationRefused(answer.refusal)
        return answer

    async def _publish(self, name: str, stream: UUID, fields: dict[str, Any], signer: Signer) -> Standing:
        event = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": source_of(signer.kid.split("/")[0]),
            "type": f"jejak.{name}.v1",
            "subject": str(stream),
            "time": self._clock().isoformat(),
            "origin": self._origin,
            "data": fields,
        }
        return await self.publish_as_host(event, signer)

    async def _own_key(self, use: Use) -> None:
        key = self._keys.make(use, self._host)
        if kid_of(self._host, key.public, escrow=False) in self._directory.current.keys:
            return
        root = self._keys.find("root", self._host)
        if root is None:
            raise KeyFileError(f"the root key of {self._host} is not at hand to register its {use} key")
        fields = self._key_fields(self._host, key, use)
        await self._publish("KeyRegistered", self._agency_stream(self._host), fields, self._root(root))

    def _above(self, agency: str) -> Signer:
        """Who brings keys of the host or of an agency without a root into force, and ends them."""
        if agency != self._host:
            return self._signer()
        root = self._keys.find("root", self._host)
        if root is None:
            raise KeyFileError(f"the root key of {self._host} is not at hand")
        return self._root(root)

    def _founding(self, name: str, root: PrivateKey) -> dict[str, Any]:
        x, proof = possession_of(root, self._host, self._origin, "root")
        return {"agency": self._host, "kind": "deployment", "name": name, "root_key": x, "possession": proof}

    def _key_fields(self, agency: str, key: PrivateKey, custody: str) -> dict[str, Any]:
        x, proof = possession_of(key, agency, self._origin, custody)
        return {"agency": agency, "key": x, "custody": custody, "possession": proof}

    def _agency_stream(self, agency: str) -> UUID:
        return agency_stream(self._origin, agency)

    def _root(self, key: PrivateKey) -> Signer:
        return key.signer(kid_of(self._host, key.public, escrow=False))

    def _signer(self) -> Signer:
        key = self._keys.make("agency", self._host)
        return key.signer(kid_of(self._host, key.public, escrow=False))


def possession_of(key: PrivateKey, agency: str, origin: str, use: str) -> tuple[str, str]:
    """The `x` of a key and the proof that its holder registers it for this agency, deployment and use."""
    statement = possession_statement(agency, origin, thumbprint(key.public), use)
    return encode(key.public), prove_possession(key.key.sign, statement)


def signed_item(event: dict[str, Any], signer: Signer) -> bytes:
    """An event without classed fields as a flattened JWS (docs/envelope.md)."""
    protected, payload = protect(signer.kid), encode(msgspec.json.encode(event))
    signature = encode(signer.sign(f"{protected}.{payload}".encode("ascii")))
    return msgspec.json.encode({"protected": protected, "payload": payload, "signature": signature})
