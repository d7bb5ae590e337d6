"""An agency said that its copies were purged, and the file that `jejak pull` had written held them still.

Beside a server on a socket, with the command as an agency runs it.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from click.testing import Result
from jejak_client.cli import app
from typer.testing import CliRunner

from tests.clients.test_client_over_http import Site, served
from tests.server.clockwork.works import NGO, UPTD, Works, seat_task_force
from tests.server.erasure.given import (
    FINDINGS,
    NAME,
    PHONE,
    STORY,
    Told,
    approve,
    register_officer,
    told_case,
)

T = TypeVar("T")


class Office:
    """The NGO, which pulls its ledger into a file, and what happens on the server meanwhile."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.works = site, Works(site.deployment)
        self.file, self.cursor = folder / "rows.ndjson", folder / "jejak.cursor"
        self.environment = {"JEJAK_URL": site.url, "JEJAK_TOKEN": site.token(NGO, "reader")}

    def done(self, work: Coroutine[Any, Any, T]) -> T:
        """What is done on the server."""
        return asyncio.run_coroutine_threadsafe(work, self.site._loop).result(60)

    def jejak(self, *words: str) -> Result:
        return CliRunner().invoke(app, list(words), env=self.environment)

    def pull(self, *more: str) -> Result:
        self.done(self.works.deployment.settled())
        return self.jejak("pull", "--to", str(self.file), "--cursor", str(self.cursor), *more)

    def erased(self, told: Told, *classes: str) -> None:
        self.done(approve(self.works, told, *classes))
        self.done(self.works.run())
        self.done(self.works.deployment.settled())

    def confirmed(self) -> list[str]:
        """The erasures of which the NGO has said that its copies are gone."""

        async def rows() -> list[str]:
            async with self.works.services.pool.connection() as conn:
                cursor = await conn.execute("SELECT erasure FROM jejak.purges WHERE agency = %s", [NGO])
                return [str(erasure) for (erasure,) in await cursor.fetchall()]

        return self.done(rows())


@pytest.fixture
def office(database: str, tmp_path: Path) -> Iterator[Office]:
    with served(database, tmp_path / "keys") as site:
        found = Office(site, tmp_path)
        found.done(seat_task_force(site.deployment))
        found.done(register_officer(site.deployment))
        yield found


@pytest.fixture
def told(office: Office) -> Told:
    """A case of which the NGO's file has name, telephone, findings and a text."""
    told = office.done(told_case(office.works))
    assert office.pull().exit_code == 0
    assert all(secret in read(office.file) for secret in (NAME, PHONE, FINDINGS, STORY))
    return told


def read(file: Path) -> str:
    """Everything that the file holds, with disclosures as they read."""
    from jejak_client.base64url import decode

    rows = [json.loads(line) for line in file.read_text().splitlines()]
    given = [each for row in rows for each in row.get("event", {}).get("header", {}).get("disclosures", [])]
    return file.read_text() + "".join(decode(each).decode() for each in given)


def test_what_was_erased_is_out_of_the_file_before_the_server_is_told_so(office: Office, told: Told) -> None:
    rows = len(office.file.read_text().splitlines())
    office.erased(told, "psychosocial", "victim_identity")
    pulled = office.pull()
    assert pulled.exit_code == 0, pulled.output
    held = [secret in read(office.file) for secret in (NAME, PHONE, FINDINGS, STORY)]
    assert held == [False, False, False, True]
    assert office.confirmed() == [str(told.erasure)]
    assert "unconfirmed" not in json.loads(office.cursor.read_text())
    assert len(office.file.read_text().splitlines()) > rows
    assert office.file.stat().st_mode & 0o777 == 0o600
    assert not list(office.file.parent.glob(".rows*"))


def test_signatures_and_what_was_not_erased_stay_as_they_were(office: Office, told: Told) -> None:
    before = [json.loads(line) for line in office.file.read_text().splitlines()]
    office.erased(told, "psychosocial")
    office.pull()
    after = [json.loads(line) for line in office.file.read_text().splitlines()]
    names = ("payload", "protected", "signature")
    for old, new in zip(before, after, strict=False):
        assert (old["position"], old["hash"]) == (new["position"], new["hash"])
        assert [old.get("event", {}).get(name) for name in names] == [
            new.get("event", {}).get(name) for name in names
        ]
    changed = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    assert len(changed) == 1
    ((old, new),) = changed
    assert (new["classes"], new["entitled"], new["withheld"]) == (["narrative"], old["classes"], True)


def test_what_access_no_longer_gives_is_out_of_the_file_too(office: Office, told: Told) -> None:
    withdrawn = office.works.publish(UPTD, "ConsentWithdrawn", told.case, {"person": str(told.person)})
    office.done(withdrawn)
    office.pull()
    assert not any(secret in read(office.file) for secret in (NAME, PHONE, FINDINGS))
    assert office.confirmed() == []


def test_where_rows_are_kept_elsewhere_too_the_server_is_told_by_hand(office: Office, told: Told) -> None:
    office.erased(told, "psychosocial")
    office.pull("--no-confirm")
    assert FINDINGS not in read(office.file)
    assert office.confirmed() == []
    listed = office.jejak("erasure", "list", "--json")
    assert listed.exit_code == 0, (listed.output, listed.exception)
    (waiting,) = json.loads(listed.stdout)
    assert (waiting["erasure"], waiting["case"]) == (str(told.erasure), str(told.case))
    said = office.jejak("erasure", "confirm", str(told.erasure))
    assert said.exit_code == 0, said.output
    assert office.confirmed() == [str(told.erasure)]
    assert json.loads(office.jejak("erasure", "list", "--json").stdout) == []
    assert office.jejak("erasure", "confirm", str(uuid4())).exit_code == 1


def test_a_file_that_lacks_the_rows_is_not_said_to_be_purged(office: Office, told: Told) -> None:
    office.file.rename(office.file.with_name("older.ndjson"))
    office.erased(told, "psychosocial")
    pulled = office.pull()
    assert (pulled.exit_code, office.confirmed()) == (0, [])
    assert f"jejak erasure confirm {told.erasure}" in pulled.stderr


def test_who_prints_rows_is_told_to_confirm_by_hand(office: Office, told: Told) -> None:
    office.erased(told, "psychosocial")
    printed = office.jejak("pull", "--cursor", str(office.cursor))
    assert (printed.exit_code, office.confirmed()) == (0, [])
    assert f"jejak erasure confirm {told.erasure}" in printed.stderr


def test_what_was_purged_and_not_told_is_told_by_the_next_pull(
    office: Office, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.erased(told, "psychosocial")
    with monkeypatch.context() as lost:
        lost.setattr("jejak_client.api.JejakClient.confirm_erasure", killed)
        assert office.pull().exit_code != 0
    assert FINDINGS not in read(office.file)
    assert json.loads(office.cursor.read_text())["unconfirmed"] == [str(told.erasure)]
    assert office.pull().exit_code == 0
    assert office.confirmed() == [str(told.erasure)]


def killed(*_: Any) -> str:
    raise KeyboardInterrupt
