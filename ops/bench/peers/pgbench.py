"""pgbench: one prepared single-row INSERT into a table with the same columns and unique indexes as the log.

An optimistic ceiling of one transaction an event: its payload is a constant on the server.
"""

import re
import subprocess
import tempfile
from pathlib import Path

import psycopg

from ops.bench.figures import Window
from ops.bench.load import WARM_UP
from ops.embedded_postgres import find_binaries

SUBJECT = "pgbench one-row insert"
TABLE = """
CREATE TABLE IF NOT EXISTS one_row (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream uuid NOT NULL, version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL, state bytea STORAGE EXTERNAL NOT NULL, source text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL, recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    marks smallint NOT NULL DEFAULT 0, classes smallint NOT NULL DEFAULT 0, call uuid,
    UNIQUE (stream, version), UNIQUE (source, event_id)
)
"""
INSERT = (
    "INSERT INTO one_row (stream, version, topic, state, source, event_id) VALUES (gen_random_uuid(), 1, "
    "'jejak.ReportTriaged.v1', convert_to(repeat('x', {size}), 'UTF8'), '/agencies/uptdppa-ttu', "
    "gen_random_uuid()::text);\n"
)
CONNECTING = 0.01  # s a client, which pgbench takes from the time it is given
SAMPLED = 0.1  # the share of transactions whose time is written down; writing all of them would slow pgbench


def make_table(dsn: str) -> None:
    """The table that `one_row_inserts` fills."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(TABLE)


def one_row_inserts(dsn: str, clients: int, seconds: float, size: int) -> Window:
    """Single-row inserts of `size` bytes by `clients` connections, each its own commit."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "insert.sql"
        script.write_text(INSERT.format(size=size))
        _run(dsn, script, clients, WARM_UP)
        log = f"{folder}/log"
        sampling = ["--log", f"--log-prefix={log}", f"--sampling-rate={SAMPLED}"]
        told = _run(dsn, script, clients, seconds, sampling)
        taken = [_seconds(line) for path in Path(folder).glob("log.*") for line in path.open()]
    rate = re.search(r"tps = ([\d.]+)", told)
    if rate is None:
        raise RuntimeError(f"pgbench did not come to a rate: {told}")
    return Window(float(rate[1]), taken)


def _run(dsn: str, script: Path, clients: int, seconds: float, more: list[str] | None = None) -> str:
    command = [str(find_binaries() / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={script}"]
    whole = max(1, round(seconds + clients * CONNECTING))
    command += [f"--client={clients}", f"--jobs={min(2, clients)}", f"--time={whole}"]
    return subprocess.run([*command, *(more or []), dsn], check=True, capture_output=True, text=True).stdout


def _seconds(line: str) -> float:
    """The third number of a line of pgbench's log: the time of one transaction in microseconds."""
    return int(line.split()[2]) / 1e6
