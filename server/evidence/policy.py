"""Which witnesses must have cosigned a checkpoint before this deployment calls it final (C2SP tlog-policy).

A policy that must not be used stops the start: a deployment that went on without it would call nothing final,
or anything.
"""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jejak_client.tlog.errors import PolicyRefused, TlogError
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.policy import Log, Policy, read_policy

from domain.directory import Directory
from server.config import PREFIX, SettingsError
from server.evidence.logs import LOGS

if TYPE_CHECKING:
    from server.services import Services

PolicyProblem = Literal["policy_key_ended"]  # the file names a key of the log that has ended
SETTING = f"{PREFIX}POLICY_FILE"


def load_policy(path: Path | None, origin: str, directory: Directory) -> Policy | None:
    """The policy of the file; None without a file: then nothing is ever final.

    Refused besides what read_policy refuses: a witness with a key that the registry of the log knows, and
    a key for a log of this deployment that never was its own. Raises SettingsError.
    """
    if path is None:
        return None
    try:
        policy = read_policy(path.read_bytes(), {key.public for key in directory.keys.values()})
        _require_own_keys(policy, origin, directory)
    except OSError as error:
        raise SettingsError(f"{SETTING}: it cannot be read ({error.strerror}).") from None
    except TlogError as error:
        raise SettingsError(f"{SETTING}: {error}.") from None
    return policy


def policy_now(services: "Services") -> Policy | None:
    """The policy with the logs of this deployment as the registry has them now."""
    if services.policy is None:
        return None
    return _with_own_logs(services.policy, services.settings.origin, services.directory.current)


def policy_problem(services: "Services", origin: str) -> PolicyProblem | None:
    """What is wrong with what the policy file says of the log of this origin."""
    current, own = services.directory.current, log_keys(services.settings.origin, services.directory.current)
    named = [log.key for log in services.policy.logs if log.key.name == origin] if services.policy else []
    ended = {key.public for key in current.keys.values() if key.until_position is not None}
    return "policy_key_ended" if not {*named} & {*own} and any(key.public in ended for key in named) else None


def log_keys(origin: str, directory: Directory) -> list[NoteKey]:
    """The keys in force that sign the checkpoints of the deployment's logs."""
    names = {each.use: each.origin(origin, directory.generation(each.kind)) for each in LOGS}
    return [
        NoteKey(names[key.custody], key.public)
        for key in directory.keys.values()
        if key.custody in names and key.until_position is None
    ]


def keys_ever(origin: str, directory: Directory) -> list[NoteKey]:
    """Those in force, and then those that have ended, the last one first: what they have signed stands."""
    return [*log_keys(origin, directory), *_ended_keys(origin, directory)]


def policy_id(policy: Policy) -> str:
    """Tells one quorum from another: a hash of witnesses, groups and quorum, not of where to reach them."""
    placeless = {name: witness._replace(url=None) for name, witness in policy.witnesses.items()}
    return sha256(policy._replace(logs=(), witnesses=placeless).encode()).hexdigest()


def _require_own_keys(policy: Policy, origin: str, directory: Directory) -> None:
    own = keys_ever(origin, directory)
    if any(log.key.name in {key.name for key in own} and log.key not in own for log in policy.logs):
        raise PolicyRefused("log: it names another key for a log of this deployment")


def _with_own_logs(policy: Policy, origin: str, directory: Directory) -> Policy:
    """Of each log of the deployment the key in force, and then those before.

    Each in the place of what the file says of it: a log that began anew goes on under its key.
    """
    own = keys_ever(origin, directory)
    publics, said = {key.public for key in own}, {log.key: log for log in policy.logs}
    others = [log for log in policy.logs if log.key.public not in publics]
    return policy._replace(logs=(*(said.get(key, Log(key)) for key in own), *others))


def _ended_keys(origin: str, directory: Directory) -> list[NoteKey]:
    names: dict[str, str] = {each.use: each.origin(origin, directory.generation(each.kind)) for each in LOGS}
    ended = [
        key for key in directory.keys.values() if key.custody in names and key.until_position is not None
    ]
    ended.sort(key=lambda key: key.from_position, reverse=True)
    return [NoteKey(names[key.custody], key.public) for key in ended]
