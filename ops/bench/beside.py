"""The same measurements by the code of an earlier commit and by that of this checkout, in turns.

`python -m ops.bench.beside COMMIT SUITES...`, from the root of the checkout. Both run `jejak bench` with the
libraries installed here. Both measure the peers as well: what becomes of those is the machine, not the code.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
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
HEADINGS = ("what", "load", "earlier", "now", "speed", "turn by turn", "beside the peer")


class Turn(NamedTuple):
    """A figure as both measured it in one turn."""

    earlier: Figure
    now: Figure

    @property
    def speed(self) -> float:
        """How many times as fast the present code was."""
        if self.now.rate is not None:
            return self.now.rate / _value(self.earlier)
        return _value(self.earlier) / _value(self.now)

    @property
    def beside_peer(self) -> float | None:
        """The same of the ratios to the peer that each had beside it: of a slow minute both had a share. None
        without a peer."""
        if not self.now.beside or not self.earlier.beside:
            return None
        ratio = self.now.beside[0].ratio / self.earlier.beside[0].ratio
        return ratio if self.now.rate is not None else 1 / ratio


def lines(earlier: Sequence[Report], now: Sequence[Report]) -> list[list[Turn]]:
    """What both measured in every turn, in the order of the present code."""
    known = [{_key(figure): figure for figure in report.figures} for report in (*earlier, *now)]
    shared = [key for key in known[-1] if all(key in each for each in known)]
    return [
        [Turn(*each) for each in zip(*_halves([figures[key] for figures in known]), strict=True)]
        for key in shared
    ]


def markdown(told: Iterable[Sequence[Turn]]) -> str:
    """A table: the medians, how many times as fast the present code is in the median and turn by turn, and by
    the ratios to the peer."""
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


def _row(turns: Sequence[Turn]) -> tuple[str, ...]:
    figure, speeds = turns[-1].now, [turn.speed for turn in turns]
    told = "{:,.0f}/s" if figure.rate is not None else "{:,.2f} ms"
    earlier, now = ([_value(each) for each in half] for half in zip(*turns, strict=True))
    beside_peer = [turn.beside_peer for turn in turns if turn.beside_peer is not None]
    return (
        figure.subject,
        f"{figure.load}, {figure.profile}",
        told.format(median(earlier)),
        told.format(median(now)),
        f"{median(speeds):.2f} ×",
        ", ".join(f"{speed:.2f}" for speed in speeds),
        f"{median(beside_peer):.2f} ×" if beside_peer else "",
    )


def _halves(figures: Sequence[Figure]) -> tuple[Sequence[Figure], Sequence[Figure]]:
    half = len(figures) // 2
    return figures[:half], figures[half:]


def _key(figure: Figure) -> tuple[str, ...]:
    peers = [each.peer for each in figure.beside]
    return figure.suite, figure.profile, figure.subject, figure.load, *peers


def _value(figure: Figure) -> float:
    value = figure.rate if figure.rate is not None else figure.p50
    assert value is not None, "a figure is a rate or a time"
    return value


if __name__ == "__main__":
    typer.run(beside)
