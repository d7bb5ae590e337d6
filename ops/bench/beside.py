"""The same measurements by the code of an earlier commit and by that of this checkout, in turns.

`python -m ops.bench.beside COMMIT SUITES...`, from the root of the checkout. Both run `jejak bench` with the
libraries installed here. Both measure the peers as well: what becomes of those is the machine, not the code.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Annotated, NamedTuple

import msgspec
import typer

from ops.bench.cli import Profile
from ops.bench.figures import Figure
from ops.bench.report import Report, markdown_table

BENCH = "from ops.bench.cli import app; app()"
HEADINGS = ("what", "load", "earlier", "now", "speed", "turn by turn")


class Line(NamedTuple):
    """A figure of both in every turn: events a second, or milliseconds of one call."""

    figure: Figure
    earlier: tuple[float, ...]
    now: tuple[float, ...]

    @property
    def turns(self) -> list[float]:
        """How many times as fast the present code was, turn by turn."""
        pairs = zip(self.earlier, self.now, strict=True)
        return [now / then if self.figure.rate is not None else then / now for then, now in pairs]


def lines(earlier: Sequence[Report], now: Sequence[Report]) -> list[Line]:
    """What both measured in every turn, in the order of the present code."""
    known = [{_key(figure): figure for figure in report.figures} for report in (*earlier, *now)]
    shared = [figure for figure in now[-1].figures if all(_key(figure) in each for each in known)]
    found = []
    for figure in shared:
        values = [_value(each[_key(figure)]) for each in known]
        found.append(Line(figure, tuple(values[: len(earlier)]), tuple(values[len(earlier) :])))
    return found


def markdown(told: Sequence[Line]) -> str:
    """A table: the medians, how many times as fast the present code is in the median, and turn by turn."""
    return markdown_table(HEADINGS, map(_row, told))


def measured(root: Path, arguments: Sequence[str]) -> Report:
    """What `jejak bench` of the code in a folder says. Raises subprocess.CalledProcessError."""
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'clients'}"}
    command = [sys.executable, "-c", BENCH, *arguments, "--json"]
    answer = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(answer.stdout, type=Report)


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """The files of a commit in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="jejak-earlier.") as folder:
        archive = subprocess.run(["git", "archive", commit], stdout=subprocess.PIPE, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        Path(folder).chmod(0o755)
        yield Path(folder)


def beside(
    commit: Annotated[str, typer.Argument(help="The earlier commit.")],
    suites: Annotated[list[str], typer.Argument(help="As of `jejak bench`; of both.")],
    turns: Annotated[int, typer.Option(min=1, help="How many times each is measured.")] = 3,
    seconds: Annotated[float, typer.Option(min=0.3, help="How long each figure is measured.")] = 3.0,
    profile: Annotated[Profile, typer.Option(help="As of `jejak bench`.")] = Profile.AS_IS,
    sizes: Annotated[str, typer.Option(help="Sizes of the log, for growth and replay.")] = "10000,100000",
) -> None:
    """Measures an earlier commit and the present code in turns, and prints both as Markdown."""
    arguments = [*suites, "--seconds", str(seconds), "--profile", profile, "--sizes", sizes]
    earlier, now = list[Report](), list[Report]()
    with checked_out(commit) as folder:
        for _ in range(turns):
            earlier.append(measured(folder, arguments))
            now.append(measured(Path.cwd(), arguments))
    typer.echo(markdown(lines(earlier, now)))


def _row(line: Line) -> tuple[str, ...]:
    figure, turns = line.figure, line.turns
    told = "{:,.0f}/s" if figure.rate is not None else "{:,.2f} ms"
    medians = (told.format(median(values)) for values in (line.earlier, line.now))
    each = ", ".join(f"{turn:.2f}" for turn in turns)
    return figure.subject, f"{figure.load}, {figure.profile}", *medians, f"{median(turns):.2f} ×", each


def _key(figure: Figure) -> tuple[str, str, str, str]:
    return figure.suite, figure.profile, figure.subject, figure.load


def _value(figure: Figure) -> float:
    value = figure.rate if figure.rate is not None else figure.p50
    assert value is not None, "a figure is a rate or a time"
    return value


if __name__ == "__main__":
    typer.run(beside)
