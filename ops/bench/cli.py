"""`jejak bench`: the measurements of docs/performance.md, each figure beside a peer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ops.bench.access import access_suite
from ops.bench.append import append_suite
from ops.bench.evidence import evidence_suite
from ops.bench.feed import feed_suite
from ops.bench.figures import Figure
from ops.bench.growth import SMALLEST, growth_suite
from ops.bench.http import http_suite
from ops.bench.machine import AS_IS, SLOW, described
from ops.bench.rebuild import rebuild_suite
from ops.bench.report import Report, as_json, one_line, tables
from ops.bench.run import Run, Suite
from ops.deployment import stopped_by_signals

SUITES: dict[str, Suite] = {
    "append": append_suite,
    "http": http_suite,
    "feed": feed_suite,
    "rebuild": rebuild_suite,
    "growth": growth_suite,
    "access": access_suite,
    "evidence": evidence_suite,
}

NARROWEST = 130  # columns, where the answer goes to a file or a narrow window

app = typer.Typer(add_completion=False)


class Profile(StrEnum):
    """How long a flush of the write-ahead log takes."""

    AS_IS = "as-is"
    SLOW = "slow"
    BOTH = "both"


PROFILES = {Profile.AS_IS: (AS_IS,), Profile.SLOW: (SLOW,), Profile.BOTH: (AS_IS, SLOW)}


def known_suites(names: list[str] | None) -> list[str]:
    """The suites asked for, all when none is. Raises BadParameter."""
    for name in names or ():
        if name not in SUITES:
            raise typer.BadParameter(f"{name}: a suite is one of {', '.join(SUITES)}.")
    return names or list(SUITES)


def known_sizes(text: str) -> str:
    """Numbers of events with commas between them. Raises BadParameter."""
    if not all(part.isdigit() and int(part) >= SMALLEST for part in text.split(",")):
        raise typer.BadParameter(f"Numbers of events from {SMALLEST} on, with commas between them.")
    return text


@app.command()
def bench(
    suites: Annotated[
        list[str] | None,
        typer.Argument(help=f"Of {', '.join(SUITES)}; without any, all.", callback=known_suites),
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.3, help="How long each figure is measured.")] = 6.0,
    profile: Annotated[
        Profile, typer.Option(help="The disk as it is, every flush 1 ms slower, or both.")
    ] = Profile.BOTH,
    sizes: Annotated[
        str,
        typer.Option(
            help="Sizes of the log at which growth is measured; the largest is replayed.",
            callback=known_sizes,
        ),
    ] = "10000,100000,1000000",
    machine: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Measure, each figure beside a peer on the same PostgreSQL settings with fsync on.

    Every figure that the project promises says whether the promise is kept; the exit code does not.
    """
    report = measured(suites or list(SUITES), seconds, profile, tuple(map(int, sizes.split(","))))
    if machine:
        typer.echo(as_json(report))
        return
    console = Console()
    console.width = max(console.width, NARROWEST)
    for table in tables(report):
        console.print(table)
    for note in report.notes:
        console.print(note)


def measured(suites: list[str], seconds: float, profile: Profile, sizes: tuple[int, ...]) -> Report:
    """Runs the suites, telling on standard error what is being measured and every figure as it is known."""
    notes: list[str] = []
    figures: list[Figure] = []
    with stopped_by_signals(), telling() as (say, tell):  # servers and their data go with the run
        say("the machine")
        facts = described(PROFILES[profile], notes.append)
        run = Run(tuple(facts["commit_ms"]), seconds, sizes, say, notes.append)
        for name in suites:
            for figure in SUITES[name](run):
                figures.append(figure)
                tell(one_line(figure))
    return Report(machine=facts, figures=tuple(figures), notes=tuple(notes))


@contextmanager
def telling() -> Iterator[tuple[Callable[[str], None], Callable[[str], None]]]:
    """What says what is under way, in a line that changes, and what tells a line that stays."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True, highlight=False, soft_wrap=True)) as progress:
        task = progress.add_task("", total=None)
        yield lambda text: progress.update(task, description=text), progress.console.print
