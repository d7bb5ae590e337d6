"""What the demo leaves to an auditor: token, policy and roots, and what to type for the dossier of a dispute.

In a deployment the policy and the roots reach an auditor on paper, never from the host. Below the data
directory: `agencies/auditor/token` (mode 0600), `policy` (`ops/witnesses.py`), `roots`.
"""

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from domain.directory import Directory
from ops.files import private_directory, write_private
from ops.scenario import Scenario

AUDITOR = "auditor"


def disputes_of(scenarios: Iterable[Scenario]) -> list[UUID]:
    """The disputes that are opened in these scenarios."""
    return [
        scenario.uuid(step.data["dispute"])
        for scenario in scenarios
        for step in scenario.steps
        if step.type == "DisputeOpened"
    ]


def leave_to_auditor(data: Path, token: str, directory: Directory) -> None:
    """Writes the auditor's token, and the kids of all root keys as `jejak verify --roots` takes them."""
    private_directory(data / "agencies")
    private_directory(data / "agencies" / AUDITOR)
    write_private(token_file(data), token.encode())
    roots = [agency.root_kid for agency in directory.agencies.values() if agency.root_kid]
    write_private(data / "roots", "".join(f"{kid}\n" for kid in roots).encode())


def commands_for(dispute: UUID, data: Path, url: str) -> Iterator[str]:
    """The two commands: the first asks the server, the second is for a computer without a network."""
    made, token = f"{dispute}.zip", str(token_file(data))
    policy, roots = str(data / "policy"), str(data / "roots")
    yield shlex.join(["jejak", "dossier", str(dispute), "--to", made, "--url", url, "--token-file", token])
    yield shlex.join(["jejak", "verify", made, "--policy", policy, "--roots", roots])


def token_file(data: Path) -> Path:
    """Where the auditor's token is kept."""
    return data / "agencies" / AUDITOR / "token"
