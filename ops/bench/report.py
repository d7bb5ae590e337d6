"""A run told: as JSON, as tables on the terminal, and the same tables as Markdown for docs/performance.md."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from rich.table import Table

from ops.bench.figures import Comparison, Figure

HEADINGS = ("what", "load", "per second", "p50 ms", "p99 ms", "ratio", "promised")
NUMBERS = frozenset({"per second", "p50 ms", "p99 ms", "earlier", "now"})


class Report(msgspec.Struct, frozen=True):
    """What `jejak bench --json` prints: the machine, the figures, what was not measured and why."""

    machine: dict[str, Any]
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]


def as_json(report: Report) -> str:
    """The report for machines, each comparison with its verdict."""
    told: dict[str, Any] = msgspec.to_builtins(report)
    for figure, row in zip(report.figures, told["figures"], strict=True):
        for comparison, said in zip(figure.beside, row["beside"], strict=True):
            said["reached"] = comparison.reached
    return msgspec.json.format(msgspec.json.encode(told)).decode()


def one_line(figure: Figure) -> str:
    """A figure with its ratios, in words."""
    said = [f"{_count(figure.rate)}/s"] if figure.rate is not None else []
    if figure.p50 is not None:
        said.append(f"p50 {_time(figure.p50)} ms, p99 {_time(figure.p99)} ms")
    for each in figure.beside:
        said.append(f"{_ratio(each)} ({_promise(each)})" if _promise(each) else _ratio(each))
    return f"{figure.subject}, {figure.load}, {figure.profile}: {', '.join(said)}"


def tables(report: Report) -> Iterator[Table]:
    """A table for each suite and profile."""
    for title, figures in _parts(report):
        table = Table(title=title, title_justify="left")
        for heading in HEADINGS:
            table.add_column(heading, justify="right" if heading in NUMBERS else "left")
        for row in rows(figures):
            table.add_row(*row)
        yield table


def markdown(report: Report) -> str:
    """The machine, a table for each suite and profile, and the notes."""
    parts = [_machine(report.machine)]
    parts += [
        f"### {title}\n\n{markdown_table(HEADINGS, rows(figures))}" for title, figures in _parts(report)
    ]
    parts += [f"- {note}" for note in report.notes]
    return "\n\n".join(parts) + "\n"


def markdown_table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Lines under headings; numbers stand to the right."""
    marks = ["--:" if heading in NUMBERS else ":--" for heading in headings]
    return "\n".join(f"| {' | '.join(line)} |" for line in (headings, marks, *lines))


def rows(figures: Iterable[Figure]) -> Iterator[tuple[str, ...]]:
    """One row a figure and, where it has several, one for each further comparison."""
    for figure in figures:
        what = f"{figure.subject} ({figure.note})" if figure.note else figure.subject
        said = (what, figure.load, _count(figure.rate), _time(figure.p50), _time(figure.p99))
        if not figure.beside:
            yield (*said, "", "")
        for number, each in enumerate(figure.beside):
            yield (*(said if number == 0 else ("",) * len(said)), _ratio(each), _promise(each))


def _parts(report: Report) -> Iterator[tuple[str, list[Figure]]]:
    for suite, profile in dict.fromkeys((figure.suite, figure.profile) for figure in report.figures):
        figures = [figure for figure in report.figures if (figure.suite, figure.profile) == (suite, profile)]
        yield f"{suite}, {profile}", figures


def _machine(machine: dict[str, Any]) -> str:
    commits = ", ".join(f"{ms:.2f} ms ({profile})" for profile, ms in machine["commit_ms"].items())
    return (
        f"{machine['cpus']} CPUs ({machine['architecture']}), Python {machine['python']}, PostgreSQL "
        f"{machine['postgresql']}; load average before the run {machine['load_average']:.1f}. Writing and "
        f"flushing 8 KiB takes {machine['flush_ms']:.3f} ms here; a commit of one row on one connection "
        f"takes {commits}."
    )


def _ratio(comparison: Comparison) -> str:
    return f"{comparison.ratio:.2f} × {comparison.peer}"


def _promise(comparison: Comparison) -> str:
    if comparison.reached is None:
        return ""
    bound = f"≥ {comparison.least:g}" if comparison.least is not None else f"≤ {comparison.most:g}"
    return f"{bound}: {'reached' if comparison.reached else 'not reached'}"


def _count(rate: float | None) -> str:
    return "" if rate is None else f"{rate:,.0f}"


def _time(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:,.2f}"
