"""pgbench: one prepared single-row INSERT into a table with the same columns and unique indexes as the log.

An optimistic ceiling of one transaction an event: its payload is a constant on the server.
"""

import re
import subprocess
import tempfile
from pathlib import Path

import psycopg

from ops.bench.figures import Figure
from ops.embedded_postgres import find_binaries

TABLE = """
CREATE TABLE one_row (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream uuid NOT NULL, version bigint NOT NULL,
    topic text NOT NULL, state bytea NOT NULL, source text NOT NULL, event_id text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(), marks smallint NOT NULL DEFAULT 0,
    classes smallint NOT NULL DEFAULT 0, UNIQUE (stream, version), UNIQUE (source, event_id)
)
"""
INSERT = (
    "INSERT INTO one_row (stream, version, topic, state, source, event_id) VALUES (gen_random_uuid(), 1, "
    "'jejak.ReportTriaged.v1', convert_to(repeat('x', {size}), 'UTF8'), '/agencies/uptdppa-ttu', "
    "gen_random_uuid()::text);\n"
)


def one_row_inserts(dsn: str, profile: str, clients: int, seconds: float, size: int) -> Figure:
    """The rate of single-row inserts of `size` bytes by `clients` connections, each its own commit."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS one_row")
        connection.execute(TABLE)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "insert.sql"
        script.write_text(INSERT.format(size=size))
        command = [str(find_binaries() / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={script}"]
        command += [f"--client={clients}", f"--jobs={min(2, clients)}", f"--time={max(1, round(seconds))}", dsn]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, latency = re.search(r"tps = ([\d.]+)", told), re.search(r"latency average = ([\d.]+)", told)
    return Figure(
        suite="append",
        profile=profile,
        subject="pgbench, one row a transaction",
        load=f"{clients} clients",
        rate=float(rate[1]) if rate else None,
        p50=float(latency[1]) if latency else None,
        note="p50 is pgbench's average",
    )
