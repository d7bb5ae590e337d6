"""The witnesses of the demo: three agencies, each with a process, a key and a memory of its own.

In a deployment they stand in the agencies' own offices. Below the data directory:
`agencies/<agency>/witness`, and `policy`, by which two of the three make a checkpoint final.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import httpx
from jejak_client.tlog.cosignature import Window
from jejak_client.tlog.judging import judge
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.policy import read_policy
from jejak_client.tlog.proof import parse_proof
from jejak_client.witness.directory import add_log, make_witness, vkey_of

from ops.files import private_directory, write_private
from ops.supervised import LOOPBACK, Launch, Supervised, end_orphan, free_port

AGENCIES = ("kejari-sukabumi", "polres-ttu", "lpsk")
NEEDED = 2
FINAL_SECONDS = 30.0
PAUSE = 0.2  # seconds between two looks at a proof
SKEW = 300  # seconds
SERVE = "from jejak_client.commands.witness import app; app()"


class DemoWitness(NamedTuple):
    """One witness: whose it is, where its key and memory lie, where it answers."""

    agency: str
    directory: Path
    port: int

    @property
    def url(self) -> str:
        """Where it answers once it is up."""
        return f"http://{LOOPBACK}:{self.port}"


class DemoWitnesses:
    """Makes keys and policy when made, and ends the processes when left."""

    def __init__(self, data: Path, stack: ExitStack) -> None:
        self.policy_file = data / "policy"
        self.witnesses = [_found(data, agency) for agency in AGENCIES]
        self._stack = stack
        write_private(self.policy_file, policy_text(self.witnesses).encode())

    def publish(self, logs: Iterable[NoteKey]) -> None:
        """Tells whoever verifies by the policy the keys of the deployment's logs."""
        policy = read_policy(self.policy_file.read_bytes())
        for log in logs:
            policy = policy.with_log(log)
        write_private(self.policy_file, policy.encode())

    def introduce(self) -> None:
        """Tells the witnesses the keys of the logs."""
        for log in read_policy(self.policy_file.read_bytes()).logs:
            for each in self.witnesses:
                add_log(each.directory, log.key.vkey)

    def start(self) -> None:
        """Starts them on the main thread, until the stack closes; they answer in a second or two."""
        for each in self.witnesses:
            self._stack.callback(_started(each).stop)

    def cosigners(self, url: str, token: str) -> list[str]:
        """Who vouches for the last event on record once a quorum does, as whoever holds the policy finds it;
        nobody where none did in time. Raises TlogError where what the server shows does not hold."""
        policy, deadline = read_policy(self.policy_file.read_bytes()), time.monotonic() + FINAL_SECONDS
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as http:
            head = http.get("/health/ready").json()["log_head"]
            while time.monotonic() < deadline:
                answer = http.get(f"/v1/log/proof/{head}")
                if answer.headers.get("Jejak-Proof") == "final":
                    checkpoint = parse_proof(answer.content).checkpoint
                    return sorted(judge(checkpoint, policy, Window(0, int(time.time()) + SKEW)).cosigned)
                time.sleep(PAUSE)
        return []


def policy_text(witnesses: Iterable[DemoWitness]) -> str:
    """Two of three, none of them the host (C2SP tlog-policy)."""
    found = list(witnesses)
    lines = [f"witness {each.agency} {vkey_of(each.directory)} {each.url}" for each in found]
    group = f"group agencies {NEEDED} {' '.join(each.agency for each in found)}"
    return "\n".join([*lines, group, "quorum agencies", ""])


def _found(data: Path, agency: str) -> DemoWitness:
    directory = data / "agencies" / agency / "witness"
    if not directory.exists():
        private_directory(data / "agencies")
        private_directory(directory.parent)
        make_witness(directory, f"{agency}.example/witness")
    end_orphan(directory / "pid", directory, signal.SIGTERM)
    return DemoWitness(agency, directory, free_port())


def _started(witness: DemoWitness) -> Supervised:
    serve = [sys.executable, "-c", SERVE, "serve", str(witness.directory), "--port", str(witness.port)]
    process = Supervised(
        Launch(
            name=f"the witness of {witness.agency}",
            command=serve,
            log=witness.directory / "log",
            stop_signal=signal.SIGTERM,
            environment={"PATH": os.environ.get("PATH", os.defpath)},
        )
    )
    write_private(witness.directory / "pid", str(process.process.pid).encode())
    return process
