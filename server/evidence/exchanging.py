"""Exchanging and ending keys that the host holds: in the log first, then in the key directory.

A key counts by its place in the log, so the log decides which of the two files a process signs with
(`KeyStore.in_force`); none has to be started again. Cut off in between, it is taken up where it was.
"""

from pathlib import Path
from typing import Literal, NamedTuple

from domain.directory import Directory, Key
from domain.keys import kid_of
from server.evidence.keystore import PrivateKey
from server.registrar import Registrar
from server.services import Services

HostUse = Literal["receipt", "log", "reads-log", "escrow"]
USES: tuple[HostUse, ...] = ("receipt", "log", "reads-log", "escrow")


class NoSuchKey(Exception):
    """There is no key of the kind that can be exchanged or ended here; the message says why."""


class Exchanged(NamedTuple):
    """The key in force now, the one before, and where its private half is kept; None where it was lost."""

    kid: str
    replaces: str
    kept: Path | None


class Revoked(NamedTuple):
    """The key that has ended, and where its private half is kept; None where it was not in use."""

    kid: str
    kept: Path | None


async def exchange(
    services: Services, registrar: Registrar, use: HostUse, agency: str, reason: str
) -> Exchanged:
    """Makes a new key, puts into the log that it takes the place of the one in force, and puts it in place.

    `agency`: for `escrow` whom the host signs for, else the deployment. Raises NoSuchKey,
    RegistrationRefused, KeyFileError.
    """
    keys, directory = services.keys, services.directory.current
    before = _to_replace(directory, use, agency, keys.find(use, agency))
    new = keys.make_next(use, agency)
    kid = kid_of(agency, new.public, escrow=use == "escrow")
    if kid not in directory.keys:
        await registrar.rotate_key(agency, new, use, before.kid, reason)
    return Exchanged(kid, before.kid, keys.put_next(use, agency))


async def revoke(
    services: Services, registrar: Registrar, kid: str, reason: str, since: int | None = None
) -> Revoked:
    """Ends a key in the log, or says of one that has ended since which position it was in other hands, and
    moves its private half aside. Raises NoSuchKey, RegistrationRefused, KeyFileError."""
    key = services.directory.current.keys.get(kid)
    use = next((use for use in USES if key is not None and key.custody == use), None)
    if key is None or use is None:
        raise NoSuchKey("The host holds no key of this id; an agency ends its own with `jejak key revoke`.")
    held = services.keys.find(use, key.agency)
    await registrar.revoke_key(key.agency, kid, reason, since)
    is_held = held is not None and held.public == key.public
    return Revoked(kid, services.keys.retire(use, key.agency) if is_held else None)


def _to_replace(directory: Directory, use: HostUse, agency: str, held: PrivateKey | None) -> Key:
    """The key that was in use: the one at hand where the registry knows it, else the one in force."""
    known = [key for key in directory.keys.values() if (key.agency, key.custody) == (agency, use)]
    at_hand = [key for key in known if held is not None and key.public == held.public]
    in_force = [key for key in known if key.until_position is None]
    if not in_force:
        raise NoSuchKey(f"No key of custody {use} of {agency} is in force.")
    return (at_hand or in_force)[0]
