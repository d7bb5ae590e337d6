"""`jejak log check` printed a table, which cuts off the origin and the root at 80 columns."""

import json
from pathlib import Path

import pytest
import uvloop
from typer.testing import CliRunner

from ops.cli import found
from server.cli import app
from server.config import Settings

ORIGIN = "jejak.sukabumi-dan-timor-tengah-utara.contoh-pemasangan.example"


def test_origin_and_root_are_printed_whole(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database_url=database, keys_dir=tmp_path / "keys", origin=ORIGIN)
    uvloop.run(found(settings, "Jejak Uji"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("JEJAK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JEJAK_KEYS_DIR", str(settings.keys_dir))
    monkeypatch.setenv("JEJAK_ORIGIN", settings.origin)
    checked = json.loads(CliRunner().invoke(app, ["log", "check", "--json"]).stdout)
    printed = CliRunner().invoke(app, ["log", "check"]).stdout
    assert {each["log"] for each in checked} == {f"{ORIGIN}/log", f"{ORIGIN}/reads"}
    for each in checked:
        assert f"log   {each['log']}\n" in printed
        assert f"root  {each['root']}\n" in printed
