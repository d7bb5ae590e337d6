import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from tests.server.log.given import Watch

COMMITTERS = (
    "FROM pg_stat_activity WHERE datname = current_database() "
    "AND query LIKE '%jejak.append%' AND pid <> pg_backend_pid()"
)


class Published(NamedTuple):
    """By event id: the positions that each process was answered, and the one that the log holds it at."""

    answers: list[dict[str, list[int]]]
    log: dict[str, list[int]]
    cut: int

    @property
    def acknowledged(self) -> dict[str, list[int]]:
        """What both were answered, together."""
        return {event_id: at for answer in self.answers for event_id, at in answer.items()}


def test_two_processes_on_one_database_acknowledge_what_the_log_holds(database: str, project: Path) -> None:
    published = two_processes(database, project, seconds=1.5, cuts=0)
    assert all(published.answers), "each of the two has recorded something"
    assert published.acknowledged == published.log


def test_two_processes_lose_nothing_when_their_connections_are_cut(database: str, project: Path) -> None:
    published = two_processes(database, project, seconds=2.5, cuts=4)
    assert all(published.answers), "each of the two has recorded something"
    assert published.cut >= 2
    assert published.acknowledged == published.log


@pytest.mark.long
def test_two_processes_lose_nothing_over_a_minute_of_cuts(database: str, project: Path) -> None:
    published = two_processes(database, project, seconds=60, cuts=60)
    assert all(published.answers), "each of the two has recorded something"
    assert published.cut >= 30
    assert published.acknowledged == published.log


def two_processes(database: str, project: Path, seconds: float, cuts: int) -> Published:
    """Both publish to the same streams; their committers' connections are cut now and then."""
    streams = "\n".join(str(uuid4()) for _ in range(20))
    processes = [started(database, project, seed, seconds, streams) for seed in (1, 2)]
    with Watch(database) as watch:
        wait_for_both(watch, processes)
        cut = 0
        for _ in range(cuts):
            time.sleep(seconds / (cuts + 1))
            cut += cut_committers(watch)
        answers = [json.loads(process.communicate(timeout=seconds + 60)[0]) for process in processes]
        assert [process.returncode for process in processes] == [0, 0]
        rows = watch.sound_rows()
    return Published(answers, {row["event_id"]: [row["notification_id"]] for row in rows}, cut)


def started(database: str, project: Path, seed: int, seconds: float, streams: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.server.log.one_process", database, str(seed), str(seconds)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=project, **pipes)
    assert process.stdin is not None
    process.stdin.write(streams)
    process.stdin.flush()
    process.stdin.close()
    process.stdin = None
    return process


def wait_for_both(watch: Watch, processes: list["subprocess.Popen[str]"]) -> None:
    """Until both append: on a busy machine a process may take seconds to begin."""
    while all(process.poll() is None for process in processes):
        appending = watch.connection.execute(f"SELECT pid {COMMITTERS}").fetchall()
        if len(appending) == len(processes):
            return
        time.sleep(0.02)


def cut_committers(watch: Watch) -> int:
    """How many were cut. The readers of these processes are spared: only the committers promise to go on."""
    return len(watch.connection.execute(f"SELECT pg_terminate_backend(pid) {COMMITTERS}").fetchall())
