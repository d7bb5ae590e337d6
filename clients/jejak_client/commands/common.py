"""What the verbs share: where the server is, who asks, how a failure ends the command."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from jejak_client.api import JejakClient
from jejak_client.chain import LedgerBroken
from jejak_client.freshness import StaleCheckpoint
from jejak_client.keys import AgencyKey, KeyFileError
from jejak_client.problems import ProblemError, Unanswered
from jejak_client.receipts import ReceiptError
from jejak_client.remembering import GapInCase
from jejak_client.seen import LogForked
from jejak_client.state import LocalState, StateFileError
from jejak_client.tlog.errors import TlogError
from jejak_client.tlog.policy import Policy, read_policy

REFUSED, USAGE, UNANSWERED, ALARM, KEY_FILE = 1, 2, 3, 4, 10
NOTICE_REQUIRED = "notice_required"

Url = Annotated[str | None, typer.Option("--url", envvar="JEJAK_URL", help="URL of the server.")]
TokenFile = Annotated[
    Path | None,
    typer.Option("--token-file", help="File that holds the token; without it, the variable JEJAK_TOKEN."),
]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def client_for(url: str | None, token_file: Path | None, state: LocalState | None = None) -> JejakClient:
    """A client of the server; ends the command where URL or token is missing."""
    if not url:
        raise ended("Say where the server is: --url or JEJAK_URL.", USAGE)
    try:
        token = token_file.read_text("utf-8").strip() if token_file else os.environ.get("JEJAK_TOKEN", "")
    except OSError as error:
        raise ended(f"{token_file} cannot be read: {error.strerror}.", USAGE) from None
    if not token:
        raise ended("Say who asks: --token-file or JEJAK_TOKEN.", USAGE)
    try:
        return JejakClient(url, token, state=state)
    except ValueError as error:
        raise ended(f"{error}.", USAGE) from None


@contextmanager
def state_beside(file: Path | None, key: AgencyKey | None) -> Iterator[LocalState | None]:
    """What the holder of a key was given and has seen, kept beside the key file as `<its name>.state`."""
    if file is None or key is None:
        yield None
        return
    with LocalState(file.with_name(f"{file.name}.state"), key.agency) as state:
        yield state


def policy_in(file: Path | None) -> Policy | None:
    """The policy of a file; ends the command where it must not be used."""
    if file is None:
        return None
    try:
        return read_policy(file.read_bytes())
    except OSError as error:
        raise ended(f"{file} cannot be read: {error.strerror}.", USAGE) from None
    except TlogError as error:
        raise ended(f"{file}: {error}.", USAGE) from None


def log_is_current(client: JejakClient, policy: Policy) -> bool:
    """Whether witnesses vouch now for what the server shows; what speaks against it is told."""
    try:
        client.require_current(policy, time.time())
    except (StaleCheckpoint, LogForked, TlogError) as error:
        typer.echo(f"{error}.", err=True)
        return False
    return True


def log_is_whole(client: JejakClient) -> bool:
    """Whether the log continues what this client saw of it before; what speaks against it is told."""
    try:
        client.see_log()
    except ProblemError as problem:
        if problem.slug != "not_found":  # nothing is sealed yet
            raise
    except (LogForked, TlogError) as error:
        typer.echo(f"{error}.", err=True)
        return False
    return True


@contextmanager
def explained_failures() -> Iterator[None]:
    """Ends the command with one sentence on standard error instead of a traceback."""
    try:
        yield
    except ProblemError as problem:
        if problem.slug == NOTICE_REQUIRED:
            raise ended(
                "Identities are secret: read `jejak notice accept` with this token first.", REFUSED
            ) from None
        raise ended(f"The server refused: {problem}", REFUSED) from None
    except Unanswered as error:
        raise ended(f"{error}. Run the same command again: nothing is recorded twice.", UNANSWERED) from None
    except (LedgerBroken, ReceiptError, GapInCase) as error:
        raise ended(f"{error}.", ALARM) from None
    except (KeyFileError, StateFileError) as error:
        raise ended(f"{error}.", KEY_FILE) from None


def ended(sentence: str, code: int) -> typer.Exit:
    """The end of the command: the sentence is printed, the exception carries the exit code."""
    typer.echo(sentence, err=True)
    return typer.Exit(code)
