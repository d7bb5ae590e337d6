"""Which witnesses must have cosigned a checkpoint before this deployment calls it final (C2SP tlog-policy).

A policy that must not be used stops the start: a deployment that went on without it would call nothing final,
or anything.
"""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jejak_client.tlog.errors import PolicyRefused, TlogError
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.policy import Policy, read_policy

from domain.directory import Directory
from server.config import PREFIX, SettingsError
from server.evidence.logs import LOGS

if TYPE_CHECKING:
    from server.services import Services

SETTING = f"{PREFIX}POLICY_FILE"


def load_policy(path: Path | None, origin: str, directory: Directory) -> Policy | None:
    """The policy of the file; None without a file: then nothing is ever final.

    Refused besides what read_policy refuses: a witness with a key that the registry of the log knows, and
    another key for a log of this deployment than its own. Raises SettingsError.
    """
    if path is None:
        return None
    try:
        policy = read_policy(path.read_bytes(), {key.public for key in directory.keys.values()})
        _with_own_logs(policy, origin, directory)
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


def log_keys(origin: str, directory: Directory) -> list[NoteKey]:
    """The keys in force that sign the checkpoints of the deployment's logs."""
    names = {each.use: each.origin(origin, directory.generation(each.kind)) for each in LOGS}
    return [
        NoteKey(names[key.custody], key.public)
        for key in directory.keys.values()
        if key.custody in names and key.until_position is None
    ]


def policy_id(policy: Policy) -> str:
    """Tells one quorum from another: a hash of witnesses, groups and quorum, not of where to reach them."""
    placeless = {name: witness._replace(url=None) for name, witness in policy.witnesses.items()}
    return sha256(policy._replace(logs=(), witnesses=placeless).encode()).hexdigest()


def _with_own_logs(policy: Policy, origin: str, directory: Directory) -> Policy:
    for key in log_keys(origin, directory):
        if policy.log(key.name) not in (None, key):
            raise PolicyRefused("log: it names another key for a log of this deployment")
        policy = policy.with_log(key)
    return policy
