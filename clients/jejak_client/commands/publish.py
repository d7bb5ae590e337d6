"""`jejak publish`: NDJSON of CloudEvents to the log."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jejak_client import strict_json
from jejak_client.answers import Answer, Published
from jejak_client.api import MAX_BATCH, MAX_BATCH_BYTES, JejakClient
from jejak_client.commands.common import (
    ALARM,
    REFUSED,
    USAGE,
    Json,
    TokenFile,
    Url,
    client_for,
    ended,
    explained_failures,
    log_is_whole,
    state_beside,
)
from jejak_client.envelope import EnvelopeError, Event, id_of, is_signed
from jejak_client.keys import AgencyKey, load_key
from jejak_client.lines import Line, in_calls, read_lines
from jejak_client.problems import ProblemError
from jejak_client.remembering import GapInCase
from jejak_client.signed_once import SignedOnce

Told = Callable[[Line, Answer], None]


def publish(
    file: Annotated[
        str, typer.Argument(help="NDJSON of CloudEvents, plain or signed; - for standard input.")
    ],
    key: Annotated[
        Path | None, typer.Option(help="Key file: plain events are signed with it before they are sent.")
    ] = None,
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Publish events. Exit code 0: all stand in the log; 1: some were refused; 3: no answer, run it again; 4:
    what the host says does not hold, or the log contradicts itself.

    With --key the signed events are kept in FILE.signed until all are recorded, so that a second run
    sends the same. What the key's holder was given and has seen is kept beside the key (KEY.state), and named
    in what it signs. Events of one group stand in neighbouring lines.
    """
    with ExitStack() as stack:
        stack.enter_context(explained_failures())
        private = load_key(key) if key is not None else None
        state = stack.enter_context(state_beside(key, private))
        client = stack.enter_context(client_for(url, token_file, state))
        lines = stack.enter_context(_opened(file))
        whole = log_is_whole(client) if state is not None else True
        once = _signing(client, file, private)
        counts: Counter[str] = Counter()
        receipts: list[str] = []
        with _told(counts, as_json) as tell:
            ready = (_ready(line, once) for line in read_lines(lines))
            for call in in_calls(ready, MAX_BATCH, MAX_BATCH_BYTES):
                once.save()
                receipts += _send(client, call, tell)
        _summarise(counts, receipts, as_json)
    if counts["refused"] + counts["stale"]:
        raise typer.Exit(REFUSED)
    once.forget()
    if not whole:
        raise typer.Exit(ALARM)


def _signing(client: JejakClient, file: str, private: AgencyKey | None) -> SignedOnce:
    """How plain events are made ready: signed with the key and kept, or, without a key, left as they are."""
    if private is None:
        return SignedOnce(None, dict)
    kept = None if file == "-" else Path(f"{file}.signed")
    return SignedOnce(kept, lambda event: client.sign(event, private))


def _ready(line: Line, once: SignedOnce) -> Line:
    """The line with its event as it is sent, or with the answer that it cannot be signed."""
    if isinstance(line.content, Answer) or is_signed(line.content):
        return line
    try:
        event = once.signed(line.content)
    except EnvelopeError as error:
        return line._replace(content=_not_signed(line.content, "invalid_field", str(error)))
    except GapInCase as gap:
        return line._replace(content=_not_signed(line.content, "gap_in_case", str(gap)))
    except ProblemError as problem:
        if problem.slug != "not_found":
            raise
        rule = "type: it is not in the catalogue of the server"
        return line._replace(content=_not_signed(line.content, "unknown_type", rule))
    return line._replace(content=event, size=len(strict_json.encode(event)))


def _not_signed(event: Event, slug: str, rule: str) -> Answer:
    return Answer(id=id_of(event), status="refused", problem={"type": slug, "detail": rule})


def _send(client: JejakClient, call: list[Line], tell: Told) -> tuple[str, ...]:
    """Publish one call's lines and tell what became of each; the receipts."""
    events = [line.content for line in call if not isinstance(line.content, Answer)]
    published = client.publish_batch(events) if events else Published((), ())
    answers = iter(published.results)
    for line in call:
        tell(line, line.content if isinstance(line.content, Answer) else next(answers))
    return published.receipts


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except OSError as error:
        raise ended(f"{file} cannot be read: {error.strerror}.", USAGE) from None
    with os.fdopen(descriptor, "rb") as opened:
        yield opened


@contextmanager
def _told(counts: Counter[str], as_json: bool) -> Iterator[Told]:
    """How answers are told: a JSON line each, or a bar and a line for each event that was not recorded."""
    console = Console(stderr=True)
    columns = (TextColumn("published"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=as_json or not console.is_terminal) as progress:
        bar = progress.add_task("published", total=None)

        def tell(line: Line, answer: Answer) -> None:
            counts[answer.status] += 1
            progress.advance(bar)
            if as_json:
                typer.echo(msgspec.json.encode(answer))
            elif not answer.recorded:
                console.print(f"line {line.number}: {sentence_of(answer)}", markup=False, highlight=False)

        yield tell


def sentence_of(answer: Answer) -> str:
    """One line on an event that was not recorded: id, slug, field and rule."""
    problem = answer.problem or {}
    field = f" {problem['field']}" if problem.get("field") else ""
    missed = f" ({len(answer.missed)} events missed)" if answer.status == "stale" else ""
    return f"{answer.id or 'without id'}: {answer.slug}{field}: {problem.get('detail', '')}{missed}"


def _summarise(counts: Counter[str], receipts: list[str], as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.encode({"summary": dict(counts), "receipts": receipts}))
        return
    parts = [f"{count} {status.replace('_', ' ')}" for status, count in counts.items()]
    typer.echo(", ".join(parts) or "nothing to publish")
