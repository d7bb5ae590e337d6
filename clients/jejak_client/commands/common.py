"""What the verbs share: where the server is, who asks, how a failure ends the command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from jejak_client.api import JejakClient
from jejak_client.keys import KeyFileError
from jejak_client.problems import ProblemError, Unanswered

REFUSED, USAGE, UNANSWERED, KEY_FILE = 1, 2, 3, 10
NOTICE_REQUIRED = "notice_required"

Url = Annotated[str | None, typer.Option("--url", envvar="JEJAK_URL", help="URL of the server.")]
TokenFile = Annotated[
    Path | None,
    typer.Option("--token-file", help="File that holds the token; without it, the variable JEJAK_TOKEN."),
]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def client_for(url: str | None, token_file: Path | None) -> JejakClient:
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
        return JejakClient(url, token)
    except ValueError as error:
        raise ended(f"{error}.", USAGE) from None


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
    except KeyFileError as error:
        raise ended(f"{error}.", KEY_FILE) from None


def ended(sentence: str, code: int) -> typer.Exit:
    """The end of the command: the sentence is printed, the exception carries the exit code."""
    typer.echo(sentence, err=True)
    return typer.Exit(code)
