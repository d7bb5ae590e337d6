"""`jejak pull`: the agency's ledger into a file of JSON lines."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from jejak_client.api import JejakClient
from jejak_client.commands.common import (
    ALARM,
    USAGE,
    Json,
    TokenFile,
    Url,
    client_for,
    ended,
    explained_failures,
    log_is_current,
    log_is_whole,
    policy_in,
    state_beside,
)
from jejak_client.commands.purged_file import PurgedFile
from jejak_client.feed import FeedPage
from jejak_client.keys import AgencyKey, load_key
from jejak_client.remembering import GapInCase
from jejak_client.state import LocalState
from jejak_client.tlog.policy import Policy

POLL_SECONDS = 25.0  # how long a question for more is left open
PAGE = 500  # rows


def pull(
    to: Annotated[str, typer.Option(help="File to append rows to; - for standard output.")] = "-",
    cursor: Annotated[Path, typer.Option(help="File that remembers the last row pulled.")] = Path(
        "jejak.cursor"
    ),
    ack: Annotated[
        bool | None,
        typer.Option(
            "--ack/--no-ack", help="Acknowledge what was written; by default when it goes to a file."
        ),
    ] = None,
    confirm: Annotated[
        bool | None,
        typer.Option(
            "--confirm/--no-confirm",
            help="Say that what was erased is purged, once it is out of the file; by default when rows go to "
            "a file. Where they are kept elsewhere too: --no-confirm, and later `jejak erasure confirm`.",
        ),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more rows, for ever.")] = False,
    key: Annotated[
        Path | None,
        typer.Option(help="Key file: acknowledgements are signed with it, and what is given is checked."),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help="Policy file: witnesses must vouch now for what the server shows.")
    ] = None,
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Append the new rows of the agency's ledger, one JSON object a line, each with its position.

    Rows are written before the cursor moves: after a power cut the last page may come twice,
    never not at all. What a row takes back is purged from the file before. With --key what was given and
    seen is kept beside the key (KEY.state). Exit code 4: rows or events are missing, the log contradicts
    itself, or no quorum of the policy vouches for it now.
    """
    with ExitStack() as stack:
        stack.enter_context(explained_failures())
        private = load_key(key) if key is not None else None
        state = stack.enter_context(state_beside(key, private))
        client = stack.enter_context(client_for(url, token_file, state))
        acknowledges = ack if ack is not None else to != "-"
        purges = PurgedFile(client, to, confirm if confirm is not None else to != "-", unconfirmed_in(cursor))
        pulling = Pulling(client, to, cursor, acknowledges, private, state, policy_in(policy), purges)
        told = pulling.rows(follow)
    typer.echo(
        json.dumps(told) if as_json else f"{told['rows']} rows, up to {told['position']}", err=to == "-"
    )
    if not pulling.whole:
        raise typer.Exit(ALARM)


@dataclass
class Pulling:
    """Where rows go, and how it is said that they are kept. `whole`: nothing was found to be missing."""

    client: JejakClient
    to: str
    cursor: Path
    acknowledges: bool
    key: AgencyKey | None
    state: LocalState | None
    policy: Policy | None
    purges: PurgedFile
    whole: bool = True
    _kept: dict[str, Any] | None = None

    def rows(self, follow: bool) -> dict[str, int]:
        """Pulls page by page until there are no more, or for ever: how many rows, and up to which."""
        place, written = _read_cursor(self.cursor), 0
        while True:
            page = self.client.feed(place, PAGE, POLL_SECONDS if follow else 0)
            if page.items:
                _write(page, self.to)
                self.purges.purge(page.items)
                place = self._move(page)
                written += len(page.items)
            if not page.items or place >= page.head:
                self._confirm()
                self._look_around()
                if not follow:
                    return {"rows": written, "position": place}

    def _move(self, page: FeedPage) -> int:
        """Remember the last row of the page, and tell the server that it is kept."""
        last, receipt = page.items[-1], None
        if self.acknowledges:
            receipt = self.client.acknowledge(last.position, last.hash, self.key)
        self._kept = {"position": last.position, "hash": last.hash, "receipt": receipt}
        _write_cursor(self.cursor, self._kept | self.purges.told())
        return last.position

    def _confirm(self) -> None:
        """Every row there is has been taken in: what was erased is out of the file."""
        if self.purges.confirm():
            _write_cursor(self.cursor, (self._kept or _cursor_content(self.cursor)) | self.purges.told())

    def _look_around(self) -> None:
        """Whether witnesses vouch for the log as it is now, it continues what was seen of it, and nothing is
        missing of what events name."""
        if self.policy is not None:
            self.whole = log_is_current(self.client, self.policy) and self.whole
        if self.state is None:
            return
        self.whole = log_is_whole(self.client) and self.whole
        for case in self.state.unexplained_cases():
            try:
                self.client.require_whole(case)
            except GapInCase as gap:
                typer.echo(f"{gap}.", err=True)
                self.whole = False


def _write(page: FeedPage, to: str) -> None:
    if to == "-":
        _append(sys.stdout.buffer, page)
        return
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)  # rows hold names
    except OSError as error:
        raise ended(f"{to} cannot be written: {error.strerror}.", USAGE) from None
    with os.fdopen(descriptor, "ab") as file:
        _append(file, page)
        os.fsync(file.fileno())


def _append(file: BinaryIO, page: FeedPage) -> None:
    file.writelines(line + b"\n" for line in page.lines)
    file.flush()


def _read_cursor(cursor: Path) -> int:
    return int(_cursor_content(cursor).get("position", 0))


def unconfirmed_in(cursor: Path) -> list[str]:
    """The erasures that were purged from the file, and of which the server was not told yet."""
    return [str(each) for each in _cursor_content(cursor).get("unconfirmed", [])]


def _cursor_content(cursor: Path) -> dict[str, Any]:
    """What the cursor says; nothing where there is none."""
    try:
        content: dict[str, Any] = json.loads(cursor.read_text("utf-8"))
        int(content["position"])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError):
        raise ended(f"{cursor} is not a cursor; move it away to start from the first row.", USAGE) from None
    return content


def _write_cursor(cursor: Path, content: dict[str, Any]) -> None:
    scratch = cursor.with_name(f"{cursor.name}.new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(json.dumps(content) + "\n")
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(cursor)
