"""The leaf of an event a second time, from the text of the contract and the row as psql shows it."""

from base64 import b64encode
from hashlib import sha256

import psycopg

ROW = """
SELECT originator_version, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       marks, classes, state
FROM jejak.log WHERE notification_id = %s
"""


def leaf_at(database: str, position: int) -> str:
    """Hex hash of the leaf of the event at a log position, as its row stands now."""
    with psycopg.connect(database) as connection:
        found = connection.execute(ROW, [position]).fetchone()
    assert found is not None
    version, recordedat, marks, classes, state = found
    lines = ["jejak/record/v1", position, version, recordedat, marks, classes]
    record = "".join(f"{line}\n" for line in lines).encode() + bytes(state) + b"\n"
    entry = b"jejak/leaf/v1\n" + b64encode(sha256(record).digest()) + b"\n"
    return sha256(b"\x00" + entry).hexdigest()
