from pathlib import Path

import msgspec
import pytest
from rich.console import Console
from typer.testing import CliRunner

from ops.bench.cli import PROFILES, SUITES, Profile, app
from ops.bench.figures import Comparison, Figure
from ops.bench.page import BEGIN, END, PAGE, RUN, with_figures
from ops.bench.report import Report, as_json, markdown, one_line, rows, tables

PEER = Figure(
    suite="append", profile="as the disk is", subject="pgbench", load="32 clients", rate=30_000.4, p50=0.7
)
OURS = Figure(
    suite="append",
    profile="as the disk is",
    subject="jejak append",
    load="32 callers",
    rate=45_000,
    p50=0.51,
    p99=1.204,
).compared(
    Comparison(peer="pgbench", ratio=1.5, least=1.2),
    Comparison(peer="UmaDB", ratio=1.4, least=1.5),
    Comparison(peer="ourselves", ratio=1.0),
)
MACHINE = {
    "cpus": 2,
    "architecture": "x86_64",
    "python": "3.11.7",
    "load_average": 0.04,
    "postgresql": "18.4",
    "flush_ms": 0.017,
    "commit_ms": {"as the disk is": 0.1, "flush + 1 ms": 1.3},
}
REPORT = Report(machine=MACHINE, figures=(PEER, OURS), notes=("UmaDB is not installed.",))


def test_a_figure_stands_in_the_table_with_each_peer_and_the_verdict() -> None:
    assert list(rows([PEER, OURS])) == [
        ("pgbench", "32 clients", "30,000", "0.70", "", "", ""),
        ("jejak append", "32 callers", "45,000", "0.51", "1.20", "1.50 × pgbench", "≥ 1.2: reached"),
        ("", "", "", "", "", "1.40 × UmaDB", "≥ 1.5: not reached"),
        ("", "", "", "", "", "1.00 × ourselves", ""),
    ]


def test_the_terminal_shows_what_the_page_shows() -> None:
    console = Console(width=150, record=True, file=None, quiet=False)
    with console.capture() as captured:
        for table in tables(REPORT):
            console.print(table)
    for shown in (captured.get(), markdown(REPORT)):
        assert "append, as the disk is" in shown
        assert "≥ 1.2: reached" in shown
        assert "≥ 1.5: not reached" in shown


def test_the_page_names_the_machine_and_what_was_not_measured() -> None:
    page = markdown(REPORT)
    assert "2 CPUs" in page
    assert "load average before the run 0.0" in page
    assert "1.30 ms (flush + 1 ms)" in page
    assert "UmaDB is not installed." in page


def test_the_json_has_every_verdict_and_reads_back() -> None:
    told = msgspec.json.decode(as_json(REPORT))
    assert [each["reached"] for each in told["figures"][1]["beside"]] == [True, False, None]
    assert msgspec.json.decode(as_json(REPORT), type=Report) == REPORT


def test_a_figure_is_told_in_one_line_as_it_is_measured() -> None:
    assert one_line(OURS) == (
        "jejak append, 32 callers, as the disk is: 45,000/s, p50 0.51 ms, p99 1.20 ms, "
        "1.50 × pgbench (≥ 1.2: reached), 1.40 × UmaDB (≥ 1.5: not reached), 1.00 × ourselves"
    )


def test_the_page_of_the_docs_has_the_figures_of_the_run_beside_it(project: Path) -> None:
    """Mend it with `python -m ops.bench.page`."""
    page = (project / PAGE).read_text("utf-8")
    assert page == with_figures(page, (project / RUN).read_bytes())


def test_the_run_beside_the_page_measured_every_suite_under_both_profiles(project: Path) -> None:
    run = msgspec.json.decode((project / RUN).read_bytes(), type=Report)
    measured = {(figure.suite, figure.profile) for figure in run.figures}
    # What asks no database has a profile of its own.
    assert measured - {("access", "memory")} == {
        (suite, profile) for suite in SUITES for profile in PROFILES[Profile.BOTH]
    }


def test_what_stands_around_the_figures_is_left_alone() -> None:
    page = with_figures(f"before {BEGIN} old {END} after", as_json(REPORT).encode())
    assert page.startswith(f"before {BEGIN}\n")
    assert page.endswith(f"{END} after")
    assert " old " not in page


def test_a_page_without_marks_is_not_overwritten() -> None:
    with pytest.raises(ValueError, match="marks"):
        with_figures("by hand", as_json(REPORT).encode())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["speed"], "append, http, feed"), (["--sizes", "10"], "5000"), (["--sizes", "many"], "commas")],
)
def test_what_cannot_be_measured_is_told(arguments: list[str], told: str) -> None:
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 2
    assert told in " ".join(answer.output.replace("│", " ").split())
