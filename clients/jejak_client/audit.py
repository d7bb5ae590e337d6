"""What auditors read: the log as it was signed, and who read what, page after page of one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jejak_client.api import JejakClient
from jejak_client.transport import Query

PAGE = 500  # events or reads


def audit_events(
    client: JejakClient, after: int | None = None, *, disclose: Sequence[str] = (), reason: str | None = None
) -> Iterator[dict[str, Any]]:
    """The events of the log after a position as they were signed, up to where it ends now.

    `disclose`: data classes whose values are asked for, with a `reason` of the server's list. ProblemError
    for whoever is no auditor.
    """
    return _items(client, "/v1/audit/events", after, {"disclose": list(disclose), "reason": reason})


def audit_reads(client: JejakClient, after: int | None = None) -> Iterator[dict[str, Any]]:
    """Who read what, after the read of an index, up to the last one there is now."""
    return _items(client, "/v1/audit/reads", after, {})


def _items(client: JejakClient, path: str, after: int | None, query: Query) -> Iterator[dict[str, Any]]:
    place = None if after is None else str(after)
    while True:
        page = client.ask(path, {**query, "after": place, "limit": PAGE})
        yield from page["items"]
        place = page["next"]
        if place is None:
            return
