"""Bringing the agencies of a roster into the log, with their keys and tokens: once, kept between runs.

Below the data directory: `agencies/<agency>/root.jwk` and `agency.jwk` for those who sign themselves, and
`demo-tokens.json`, because the database keeps hashes of tokens only. All of mode 0600.
"""

from pathlib import Path
from typing import NamedTuple

import msgspec
from jejak_client.keys import AgencyKey, load_key, make_key, save_key

from domain.directory import Directory
from domain.keys import kid_of
from ops.files import private_directory, write_private
from ops.roster import LOCAL, Member, Roster, TaskForce
from server.auth.tokens import issue
from server.commands.place import registrar_of
from server.evidence.keystore import read_key
from server.registrar import NewAgency, Registrar
from server.services import Services

TOKENS = "demo-tokens.json"

TokensOf = dict[str, dict[str, str]]


class Registered(NamedTuple):
    """The agencies' tokens by agency and role, and the key files of those who sign themselves."""

    tokens: TokensOf
    keys: dict[str, Path]


async def register_roster(services: Services, roster: Roster, data: Path) -> Registered:
    """Registers what is not registered yet, and issues the tokens that are not in force any more."""
    registrar = registrar_of(services)
    await registrar.found(roster.name, services.rules)
    for member in roster.members:
        await _register(registrar, services.directory.current, roster.origin, member, data)
        await _bring_key_into_force(registrar, services.directory.current, member, data)
    for force in roster.task_forces:
        await _configure(registrar, services.directory.current, roster, force)
    keys = {each.id: _path(data, each.id, "agency") for each in roster.members if each.signs}
    return Registered(await _tokens(services, roster, data / TOKENS), keys)


def key_of(data: Path, agency: str, use: str) -> AgencyKey:
    """The agency's key for this use ("root" or "agency"), made the first time."""
    path = _path(data, agency, use)
    if not path.exists():
        private_directory(data / "agencies")
        private_directory(path.parent)
        save_key(path, make_key(agency))
    return load_key(path)


def _path(data: Path, agency: str, use: str) -> Path:
    return data / "agencies" / agency / f"{use}.jwk"


async def _register(
    registrar: Registrar, directory: Directory, origin: str, member: Member, data: Path
) -> None:
    if member.id in directory.agencies:
        return
    new = NewAgency(member.id, member.kind, member.name, member.task_forces, member.regency)
    if member.signs:
        root = key_of(data, member.id, "root")
        proof = root.prove_possession(origin, "root")
        new = msgspec.structs.replace(new, root_key=root.x, possession=proof)
    await registrar.register_agency(new)


async def _bring_key_into_force(
    registrar: Registrar, directory: Directory, member: Member, data: Path
) -> None:
    if not member.signs:
        await registrar.register_escrow(member.id)
        return
    key = key_of(data, member.id, "agency")
    if key.kid not in directory.keys:
        root = read_key(_path(data, member.id, "root"))
        signer = root.signer(kid_of(member.id, root.public))
        await registrar.register_key(member.id, read_key(_path(data, member.id, "agency")), "agency", signer)


async def _configure(registrar: Registrar, directory: Directory, roster: Roster, force: TaskForce) -> None:
    members = tuple(each.id for each in roster.members if force.id in each.task_forces)
    known = directory.task_forces.get(force.id)
    wanted = (force.lead, members, force.zone, force.version)
    if known is None or (known.lead, known.members, known.zone, known.version) != wanted:
        local = {name: getattr(force, name) for name in LOCAL}
        await registrar.configure_task_force(force.id, force.lead, members, force.zone, **local)


async def _tokens(services: Services, roster: Roster, path: Path) -> TokensOf:
    kept = _kept_tokens(path)
    tokens: TokensOf = {}
    for member in roster.members:
        tokens[member.id] = {
            role: await _in_force(services, member.id, role, kept.get(member.id, {}).get(role))
            for role in member.roles
        }
    if tokens != kept:
        write_private(path, msgspec.json.format(msgspec.json.encode(tokens)))
    return tokens


def _kept_tokens(path: Path) -> TokensOf:
    return msgspec.json.decode(path.read_bytes(), type=TokensOf) if path.exists() else {}


async def _in_force(services: Services, agency: str, role: str, token: str | None) -> str:
    """The token kept, where it still is what it was issued for; else a new one."""
    principal = await services.tokens.principal(token.encode()) if token else None
    if token and principal and (principal.agency, principal.role) == (agency, role):
        return token
    async with services.pool.connection() as conn:
        return (await issue(conn, services.row_seals, agency, role, services.clock())).token  # type: ignore[arg-type]
