"""The file that `jejak pull` appends to, purged of what rows take back, and the server told that it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from jejak_client.api import JejakClient
from jejak_client.commands.common import USAGE, ended
from jejak_client.feed import FeedRow
from jejak_client.problems import ProblemError
from jejak_client.purging import erasure_of, purge, takes_back

BY_HAND = "purge them where they are kept, then run `jejak erasure confirm"


class PurgedFile:
    """`to`: the file, or - where rows go elsewhere; `confirms`: whether the server is told; `unconfirmed`:
    the erasures of which it was not told at the last run."""

    def __init__(self, client: JejakClient, to: str, confirms: bool, unconfirmed: Sequence[str]) -> None:
        self._client = client
        self._to = to
        self._confirms = confirms
        self._unconfirmed = dict.fromkeys(unconfirmed)

    def purge(self, rows: Sequence[FeedRow]) -> None:
        """Takes out of the file what these rows, its last ones, take back."""
        if not takes_back(rows):
            return
        told: dict[str, list[FeedRow]] = {}
        for row in rows:
            if (erasure := erasure_of(row)) is not None:
                told.setdefault(erasure, []).append(row)
        if self._to == "-":
            _by_hand(told, "Rows that were erased were given away before")
            return
        try:
            purged = purge(Path(self._to), self._client.classes_of)
        except OSError as error:
            raise ended(f"{self._to} cannot be purged: {error.strerror}.", USAGE) from None
        if purged.rows:
            typer.echo(f"{purged.rows} rows purged in {self._to}", err=True)
        whole = {erasure for erasure, of_it in told.items() if purged.holds_nothing_of(of_it)}
        self._unconfirmed |= dict.fromkeys(whole)
        _by_hand(set(told) - whole, f"Rows that were erased are not in {self._to}")

    def confirm(self) -> bool:
        """Tells the server of the erasures that are purged; whether there were any."""
        if not self._unconfirmed or not self._confirms:
            return False
        for erasure in list(self._unconfirmed):
            try:
                since = self._client.confirm_erasure(erasure)
            except ProblemError as problem:
                _by_hand([erasure], f"The server does not take the word of this token ({problem.slug})")
            else:
                typer.echo(f"erasure {erasure} confirmed {since}", err=True)
            del self._unconfirmed[erasure]
        return True

    def told(self) -> dict[str, Any]:
        """What the cursor keeps of it."""
        return {"unconfirmed": list(self._unconfirmed)} if self._unconfirmed else {}


def _by_hand(erasures: Any, why: str) -> None:
    for erasure in sorted(erasures):
        typer.echo(f"{why}: {BY_HAND} {erasure}`.", err=True)
