"""`jejak log`: how the logs are sealed, whether they are what was signed, and what to do where not."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from jejak_client.tlog.checkpoint import Checkpoint
from rich.console import Console
from rich.progress import Progress

from domain.catalogue.registry_codes import LogBreak
from server.commands.place import Data, Json, opened, registrar_of
from server.commands.run import REFUSED, ended, run, show, show_rows
from server.evidence.checking import Checked, check
from server.evidence.logs import EVENTS, LOGS, READS, Log
from server.evidence.policy import policy_problem
from server.evidence.sealer import origin_now
from server.evidence.signed_file import SignedFile, SignedFileError
from server.evidence.states import states
from server.evidence.way_out import SAID, NoWayOut, anchor, begin_anew, kept_checkpoint, problem_of
from server.services import Services

app = typer.Typer(no_args_is_help=True, help="The logs as they are sealed.")

COLUMNS = ("log", "size", "sealed", "signed_last", "held_outside", "policy_problem", "problem")
CHECKED = ("log", "size", "root", "wrong", "leaf")


class Which(StrEnum):
    """One of the two logs."""

    EVENTS = "log"
    READS = "reads"

    @property
    def log(self) -> Log:
        """The log itself."""
        return EVENTS if self is Which.EVENTS else READS


Chosen = Annotated[Which, typer.Option("--log", help="The log of events, or that of reads.")]
Reason = Annotated[
    str, typer.Option(help=f"Why: {', '.join(each.value for each in LogBreak)}.", metavar="CODE")
]


@app.command()
def state(data: Data = None, as_json: Json = False) -> None:
    """How far each log is sealed, what was signed last, why nothing is signed and what to do about it.

    Ends with code 1 where a log is not signed.
    """
    rows = run(_states(data))
    show_rows(COLUMNS, rows, as_json)
    problems = {row[-1] for row in rows if row[-1]}
    for problem in sorted(problems | {row[-2] for row in rows if row[-2]}):
        typer.echo(f"{problem}: {SAID[problem]}", err=True)
    if problems:
        raise typer.Exit(REFUSED)


@app.command("check")
def check_logs(
    which: Annotated[Which | None, typer.Option("--log", help="One of both; without it, both.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="A checkpoint of that log that was kept elsewhere (a signed note).")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Compute the logs anew from their rows, and compare with the tiles, with every checkpoint, with the file
    that says what was signed last, and with a checkpoint kept elsewhere.

    The first leaf that differs is named. Ends with code 1 where something is wrong.
    """
    if checkpoint is not None and which is None:
        raise typer.BadParameter("a checkpoint is of one log: --log log or --log reads")
    note = checkpoint.read_bytes() if checkpoint else None
    try:
        found = run(_check([which.log] if which else list(LOGS), note, data))
    except NoWayOut as refused:
        raise ended(str(refused), REFUSED) from None
    rows = [_checked(origin, each) for origin, each in found]
    if as_json:
        show_rows(CHECKED, rows, as_json)
    else:  # a table would cut off origin and root, which are compared letter by letter
        for row in rows:
            typer.echo(
                "\n".join(f"{name:<6}{'-' if value is None else value}" for name, value in _named(row))
            )
    if any(each.wrong for _, each in found):
        raise typer.Exit(REFUSED)


@app.command("new-generation")
def new_generation(
    reason: Reason, which: Chosen = Which.EVENTS, data: Data = None, as_json: Json = False
) -> None:
    """Begin a log anew that cannot be continued, and say so in the log itself, to every agency.

    From then on the log has another origin, which every witness must be told to take. Agencies send again
    what they hold receipts for and the log has lost. Refused while the log can be continued.
    """
    if reason not in {each.value for each in LogBreak}:
        raise typer.BadParameter("see --help for the reasons")
    try:
        origin = run(_begin_anew(which.log, reason, data))
    except NoWayOut as refused:
        raise ended(str(refused), REFUSED) from None
    show({"log": origin}, as_json)


@app.command("anchor")
def anchor_log(
    checkpoint: Annotated[Path, typer.Option(help="A checkpoint that an agency or a witness kept.")],
    which: Chosen = Which.EVENTS,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make the lost file that says what was signed last anew, from a checkpoint that was kept outside.

    Refused where the log does not begin with what the checkpoint says, or the file is not lost.
    """
    try:
        anchored = run(_anchor(which.log, checkpoint.read_bytes(), data))
    except NoWayOut as refused:
        raise ended(str(refused), REFUSED) from None
    show({"log": anchored.origin, "size": anchored.size}, as_json)


async def _states(data: Path | None) -> list[tuple[Any, ...]]:
    async with opened(data) as services:
        for log in LOGS:
            await problem_of(services, log)
        async with services.pool.connection() as conn:
            found = await states(conn)
        return [
            (
                *(each.log, each.size, each.sealed, _signed_last(services, each.kind), each.witness),
                *(policy_problem(services, each.log), each.problem),
            )
            for each in found
        ]


def _signed_last(services: Services, kind: Any) -> int | None:
    try:
        last = SignedFile(services.settings.signed_files, kind).read()
    except (OSError, SignedFileError):
        return None
    return last.size if last else None


async def _check(logs: list[Log], note: bytes | None, data: Path | None) -> list[tuple[str, Checked]]:
    async with opened(data) as services:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            return [(origin_now(services, log), await _one(services, log, note, progress)) for log in logs]


async def _one(services: Services, log: Log, note: bytes | None, progress: Progress) -> Checked:
    origin = origin_now(services, log)
    kept = [_anchor_of(kept_checkpoint(services, log, note))] if note is not None else []
    last = SignedFile(services.settings.signed_files, log.kind).read()
    if last is not None and last.origin == origin and last.size:
        kept.append((last.size, last.root))
    task = progress.add_task(origin, total=None)

    def advance(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    async with services.pool.connection() as conn:
        return await check(conn, log.kind, origin, kept, advance)


def _anchor_of(checkpoint: Checkpoint) -> tuple[int, bytes]:
    return checkpoint.size, checkpoint.root


def _checked(origin: str, found: Checked) -> tuple[Any, ...]:
    return origin, found.size, found.root.hex(), found.wrong, found.leaf


def _named(row: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    return zip(CHECKED, row, strict=True)


async def _begin_anew(log: Log, reason: str, data: Path | None) -> str:
    async with opened(data) as services:
        return await begin_anew(services, registrar_of(services), log, reason)


async def _anchor(log: Log, note: bytes, data: Path | None) -> Checkpoint:
    async with opened(data) as services:
        return await anchor(services, log, note)
