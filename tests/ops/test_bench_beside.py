"""What the code of an earlier commit and the present one measured in turns, told as one table."""

import subprocess
from pathlib import Path

import pytest

from ops.bench.beside import checked_out, lines, markdown
from ops.bench.figures import Comparison, Figure
from ops.bench.report import Report


def told(*figures: Figure) -> Report:
    return Report(machine={}, figures=figures, notes=())


def rate(value: float, subject: str = "jejak append", note: str | None = None) -> Figure:
    return Figure(
        suite="append", profile="as the disk is", subject=subject, load="32 callers", rate=value, note=note
    )


def time(value: float) -> Figure:
    return Figure(suite="feed", profile="as the disk is", subject="long poll", load="at rest", p50=value)


def peer(ratio: float, name: str = "pgbench") -> Comparison:
    return Comparison(peer=name, ratio=ratio)


def test_a_higher_rate_and_a_shorter_time_are_both_faster() -> None:
    found = lines([told(rate(100), time(8))], [told(rate(90), time(4))])
    assert [[turn.speed for turn in line] for line in found] == [[0.9], [2.0]]


def test_the_ratio_is_the_median_of_those_of_the_turns_and_not_that_of_the_medians() -> None:
    earlier, now = [told(rate(each)) for each in (100, 10, 50)], [told(rate(each)) for each in (100, 20, 40)]
    (_, _, row) = markdown(lines(earlier, now)).splitlines()
    assert row == "| jejak append | 32 callers, as the disk is | 50/s | 40/s | 1.00 × | 1.00, 2.00, 0.80 |  |"


def test_what_only_one_of_them_measures_is_left_out() -> None:
    found = lines([told(rate(1, "gone"), rate(2))], [told(rate(3), rate(4, "new"))])
    assert [line[0].now.subject for line in found] == ["jejak append"]


def test_what_a_figure_says_besides_does_not_make_it_another() -> None:
    assert lines([told(rate(2, note="views 3 events behind"))], [told(rate(3))])[0][0].speed == 1.5


def test_where_both_had_a_peer_beside_them_a_slow_minute_is_told_apart_from_slow_code() -> None:
    quick, slow = rate(100).compared(peer(2.0)), rate(50).compared(peer(2.0))
    timely, late = time(4).compared(peer(8.0)), time(6).compared(peer(10.0))
    found = lines([told(quick, timely)], [told(slow, late)])
    assert [line[0].beside_peer for line in found] == [1.0, pytest.approx(0.8)]


def test_one_figure_beside_two_peers_stays_two() -> None:
    both = told(rate(1).compared(peer(1.0, "one")), rate(2).compared(peer(1.0, "other")))
    assert [line[0].speed for line in lines([both], [both])] == [1.0, 1.0]


def test_the_files_of_a_commit_stand_in_a_folder_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    (tmp_path / "rate").write_text("earlier")
    git("add", "rate")
    git("commit", "-m", "Earlier")
    (tmp_path / "rate").write_text("now")
    monkeypatch.chdir(tmp_path)
    with checked_out("HEAD") as folder:
        assert (folder / "rate").read_text() == "earlier"
    assert not folder.exists()
