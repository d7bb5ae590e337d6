"""`jejak rebuild --check`: every projection beside a fresh replay, and the rows that are not what it says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import uvloop
from click.testing import Result
from typer.testing import CliRunner

from server.cli import app
from server.rules import load_rules
from server.start import projections_under
from tests.projections.logs import ids, write
from tests.projections.running import apply_all
from tests.projections.stories import stories

CASES = ids("checked", 6)
Check = Callable[..., Result]


@pytest.fixture
def check(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Runs `jejak rebuild --check ...` on a database whose projections have applied six cases."""
    write(database, stories(CASES, 3).rows)
    uvloop.run(apply_all(database, projections_under(load_rules())))
    monkeypatch.setenv("JEJAK_DATABASE_URL", database)
    monkeypatch.setenv("JEJAK_KEYS_DIR", str(tmp_path))
    monkeypatch.setenv("JEJAK_ORIGIN", "jejak.test.example")
    return lambda *words: CliRunner().invoke(app, ["rebuild", "--check", *words])


def tamper(database: str, statement: str, *parameters: Any) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(statement.encode(), parameters)


def tables(result: Result) -> dict[str, dict[str, Any]]:
    return {
        f"{each['projection']}.{table['table']}": table
        for each in json.loads(result.stdout)
        for table in each["tables"]
    }


def test_every_projection_and_the_ledger_equal_a_fresh_replay_hash_for_hash(check: Check) -> None:
    result = check("--json")
    assert result.exit_code == 0
    assert {each["projection"] for each in json.loads(result.stdout)} == {
        each.name for each in projections_under(load_rules())
    }
    for name, table in tables(result).items():
        assert table["sha256"]["live"] == table["sha256"]["replayed"], name
        assert table["rows"]["live"] == table["rows"]["replayed"], name
    assert tables(result)["ledger.ledger"]["rows"]["live"] > 100


def test_only_the_named_are_replayed(check: Check) -> None:
    found = json.loads(check("timeline", "case_file", "--json").stdout)
    assert [each["projection"] for each in found] == ["case_file", "timeline"]


def test_rows_that_are_changed_missing_or_too_many_are_named_by_their_keys(
    check: Check, database: str
) -> None:
    changed, missing, added = CASES[0], CASES[1], UUID(int=7)
    tamper(database, "UPDATE view_case_file.cases SET legal_stage = 'P-99' WHERE case_id = %s", changed)
    tamper(
        database,
        "DELETE FROM view_case_file.progress WHERE case_id = %s AND agency = 'uptdppa'",
        missing,
    )
    tamper(database, "INSERT INTO view_case_file.progress VALUES (%s, 'rsud', 1)", added)
    result = check("case_file", "--json")
    found = tables(result)
    assert result.exit_code == 1
    (cases,) = found["case_file.cases"]["rows_that_differ"]
    assert (cases["case"], cases["key"]) == (str(changed), {"case_id": str(changed)})
    assert cases["live"] != cases["replayed"]
    progress = found["case_file.progress"]
    assert progress["differing_cases"] == 2
    there = {each["case"]: (each["live"], each["replayed"]) for each in progress["rows_that_differ"]}
    assert there[str(missing)][0] is None
    assert there[str(added)][1] is None
    assert "P-99" not in result.stdout, "keys and hashes, no value"


def test_of_a_table_that_differs_all_over_twenty_rows_are_named(check: Check, database: str) -> None:
    tamper(database, "UPDATE view_timeline.events SET marks = 1 - marks")
    table = tables(check("timeline", "--json"))["timeline.events"]
    assert (table["differing_cases"], len(table["rows_that_differ"])) == (6, 20)


def test_a_row_of_the_ledger_that_was_made_up_is_named_and_stays_for_all_to_see(
    check: Check, database: str
) -> None:
    tamper(
        database,
        "INSERT INTO jejak.ledger (agency, n, kind, cause, position, case_id, classes, hash)"
        " VALUES ('rsud', 999, 'event', 9, 9, %s, 0, '')",
        CASES[0],
    )
    for _ in range(2):
        result = check("ledger", "--json")
        (row,) = tables(result)["ledger.ledger"]["rows_that_differ"]
        assert (result.exit_code, row["key"], row["replayed"]) == (1, {"agency": "rsud", "n": 999}, None)


def test_what_is_checked_stays_as_it_is(check: Check, database: str) -> None:
    tamper(database, "DELETE FROM view_worklist.items")
    assert check("worklist").exit_code == 1
    assert check("worklist").exit_code == 1
    with psycopg.connect(database) as owner:
        schemas = "SELECT count(*) FROM pg_namespace WHERE nspname ~ '_(shadow|old)$'"
        assert owner.execute(schemas).fetchone() == (0,)


def test_for_eyes_the_hash_of_each_table_and_each_row_that_differs(check: Check, database: str) -> None:
    tampered = CASES[2]
    tamper(
        database, "DELETE FROM view_case_file.progress WHERE (case_id, agency) = (%s, 'uptdppa')", tampered
    )
    result = check("case_file")
    assert f"case_id {tampered}, agency uptdppa: live not there, replayed " in result.stdout
    assert "case_file.progress: 1 cases differ" in result.stdout


def test_a_name_that_is_no_projection_is_refused_with_those_that_are(check: Check) -> None:
    result = check("case_file", "astrology")
    assert result.exit_code == 2
    assert "astrology" in result.stderr
    assert "timeline" in result.stderr
