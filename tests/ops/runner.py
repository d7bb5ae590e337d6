"""Runs a deployment in a process of its own: `runner.py DATA MODE [UID BINARIES]`.

Prints one JSON line with what it started, then MODE `stay` waits to be killed, `once` stops in order. With a
UID it becomes that ordinary user first, and takes the servers' binaries from a place that user can reach.
"""

import json
import os
import sys
import time
from pathlib import Path

import psycopg

import ops.embedded_nats
import ops.embedded_postgres
from ops.deployment import Deployment
from ops.failures import StartFailure


def become(uid: int, binaries: Path) -> None:
    psycopg.conninfo.make_conninfo("")  # loads now what that user may not reach later
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    ops.embedded_postgres.find_binaries = lambda: binaries / "postgres" / "bin"
    ops.embedded_nats.find_binary = lambda: binaries / "nats-server"


def count_start(database_url: str) -> int:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO starts DEFAULT VALUES")
        row = connection.execute("SELECT count(*) FROM starts").fetchone()
        return row[0] if row else 0


def pids(data: Path) -> list[int]:
    files = [data / "postgres/data/postmaster.pid", data / "nats/pid"]
    return [int(file.read_text().split("\n", 1)[0]) for file in files]


def main(data: Path, mode: str, uid: str = "", binaries: str = "") -> int:
    if uid:
        become(int(uid), Path(binaries))
    try:
        with Deployment(data) as deployment:
            told = {"starts": count_start(deployment.database_url), "database_url": deployment.database_url}
            told |= {"pids": pids(data), "euid": os.geteuid()}
            print(json.dumps(told), flush=True)
            time.sleep(60 if mode == "stay" else 0)
    except StartFailure as failure:
        print(failure, file=sys.stderr)
        return failure.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
