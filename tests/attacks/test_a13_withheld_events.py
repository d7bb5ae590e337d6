"""A13: the host withholds one event of a case from one agency (reference/evidence.md 6a).

On the wire; or in the ledger itself, with every hash made anew; or it lies in its answers as well, and has to
sign the lie.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from jejak_client.chain import LedgerBroken
from jejak_client.envelope import attributes_of
from jejak_client.receipts import read_open_versions, receipt_keys
from jejak_client.remembering import GapInCase

from server.api import case_manifest
from server.ledger.chain import LedgerRow, genesis, link, row_bytes
from tests.attacks.offices import OWNER, POLICE, PROSECUTOR, Office
from tests.server.api.agencies import Event, event
from tests.server.api.deployment import Deployment
from tests.servers import DatabaseServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

WITHHELD, NAMING = 4, 5  # versions of the case: what the prosecutor is not to see, and what names it
SAYS_SO = {"person": str(uuid4()), "urgency": "urgent"}


class Story:
    """A file between police and prosecutor, at the point where the prosecutor has been given all there is."""

    def __init__(self, attacked: Deployment, folder: Path) -> None:
        self.attacked, self.case, self.file = attacked, uuid4(), str(uuid4())
        self.police, self.prosecutor = Office(attacked, POLICE, folder), Office(attacked, PROSECUTOR, folder)

    async def begins(self) -> "Story":
        """Versions 1 to 3."""
        report = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [OWNER, POLICE]}
        await self.attacked.publish(OWNER, event(OWNER, "ReportReceived", self.case, report))
        await self.police.pull()
        await self.police.records("PoliceReportFiled", self.case, {"file": self.file})
        await self.police.records("SpdpSent", self.case, {"file": self.file, "prosecutor": PROSECUTOR})
        await self.prosecutor.pull()
        return self

    async def goes_on(self) -> int:
        """The file is sent, and then a suspect named by one who had seen that; the position of the former."""
        withheld = await self.police.records("FileSubmitted", self.case, self.paper("ab" * 32))
        suspect = {"file": self.file, "suspect": str(uuid4())}
        naming = await self.police.records("SuspectDesignated", self.case, suspect)
        assert (withheld.caseversion, naming.caseversion) == (WITHHELD, NAMING)
        assert withheld.position is not None
        return withheld.position

    def paper(self, sha256: str) -> Event:
        """The file as the police send it."""
        document = {"sha256": sha256, "bytes": 10, "mediatype": "application/pdf", "holder": POLICE}
        return {"file": self.file, "sha256": sha256, "document": document}

    async def answers(self) -> Event:
        """The prosecutor signs what it does next."""
        return await self.prosecutor.signed(
            "FileReceived", self.case, {"file": self.file, "sha256": "ab" * 32}
        )


def changed(change: Callable[[list[Event]], list[Event]]) -> Callable[[Any, httpx.Response], httpx.Response]:
    """Changes the rows of every page of a feed on its way."""

    def between(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path != "/v1/feed" or answer.status_code != 200:
            return answer
        page = answer.json()
        rows = change(page["items"])
        return httpx.Response(200, json={**page, "items": rows})

    return between


def left_out(position: int) -> Callable[[list[Event]], list[Event]]:
    return lambda rows: [row for row in rows if row.get("logposition") != position]


def renumbered(position: int) -> Callable[[list[Event]], list[Event]]:
    def change(rows: list[Event]) -> list[Event]:
        kept = left_out(position)(rows)
        first = rows[0]["position"] if rows else 0
        return [{**row, "position": first + n} for n, row in enumerate(kept)]

    return change


def made_bare(position: int) -> Callable[[list[Event]], list[Event]]:
    """In its place a bare row that is said to be withheld, whose hash nobody can compute."""
    bare = {"kind": "stage", "classes": [], "withheld": True}
    kept = ("position", "hash", "cause", "case", "logposition")
    return lambda rows: [
        {**{name: row[name] for name in kept}, **bare} if row.get("logposition") == position else row
        for row in rows
    ]


@pytest.mark.parametrize("tampering", [left_out, renumbered])
async def test_a13_a_row_left_out_on_the_way_is_noticed_and_nothing_behind_it_is_taken_in(
    attacked: Deployment, tmp_path: Path, tampering: Any
) -> None:
    story = await Story(attacked, tmp_path).begins()
    position = await story.goes_on()
    before = story.prosecutor.remembered(lambda state: state.head)
    story.prosecutor.wire.between = changed(tampering(position))
    with pytest.raises(LedgerBroken, match="pull again"):
        await story.prosecutor.pull()
    assert story.prosecutor.remembered(lambda state: state.head) == before
    story.prosecutor.wire.between = None
    rows = await story.prosecutor.pull()
    assert position in [row.logposition for row in rows]
    assert attributes_of(await story.answers())["prevversion"] == NAMING


async def test_a13_an_event_passed_off_as_a_bare_row_is_missed_by_what_names_it_and_nothing_is_signed(
    attacked: Deployment, tmp_path: Path
) -> None:
    story = await Story(attacked, tmp_path).begins()
    position = await story.goes_on()
    story.prosecutor.wire.between = changed(made_bare(position))
    await story.prosecutor.pull()
    with pytest.raises(GapInCase, match=f"version {WITHHELD} .named by version {NAMING}.*Pull again"):
        await story.answers()
    assert story.prosecutor.remembered(lambda state: state.unexplained_cases()) == [str(story.case)]


async def test_a13_a_ledger_rewritten_without_the_event_is_found_by_what_names_it(
    attacked: Deployment, tmp_path: Path, postgres_server: DatabaseServer
) -> None:
    """A superuser takes the row out before the agency fetches it, and makes numbers and hashes anew."""
    story = await Story(attacked, tmp_path).begins()
    position = await story.goes_on()
    await attacked.settled()
    rewrite_ledger(postgres_server, attacked, PROSECUTOR, position)
    rows = await story.prosecutor.pull()
    assert position not in [row.logposition for row in rows]
    with pytest.raises(GapInCase):
        await story.answers()
    elsewhere = {"file": str(uuid4()), "prosecutor": PROSECUTOR}
    other = uuid4()
    await story.police.records("PoliceReportFiled", other, {"file": elsewhere["file"]})
    await story.police.records("SpdpSent", other, elsewhere)
    await story.prosecutor.pull()
    received = await story.prosecutor.signed("SpdpReceived", other, {"file": elsewhere["file"]})
    assert attributes_of(received)["prevversion"] == 2, "other cases go on"


def rewrite_ledger(server: DatabaseServer, attacked: Deployment, agency: str, position: int) -> None:
    url = (
        server.admin_url.rpartition("/")[0] + "/" + attacked.services.settings.database_url.rpartition("/")[2]
    )
    columns = "kind, cause, position, case_id, classes, stage, on_date, detail"
    with psycopg.connect(url) as database:
        database.execute("SET session_replication_role = replica")  # no trigger fires
        found = database.execute(
            f"SELECT {columns} FROM jejak.ledger WHERE agency = %s ORDER BY n".encode(), [agency]
        ).fetchall()
        kept = [LedgerRow(agency, *row) for row in found if row[2] != position]
        assert len(kept) == len(found) - 1
        database.execute("DELETE FROM jejak.ledger WHERE agency = %s", [agency])
        digest = genesis(agency)
        for n, row in enumerate(kept, 1):
            digest = link(digest, row_bytes(row))
            values = [agency, n, *row[1:8], json.dumps(row.detail) if row.detail else None, digest]
            database.execute(
                f"INSERT INTO jejak.ledger (agency, n, {columns}, hash) VALUES (%s{', %s' * 10})".encode(),
                values,
            )
        database.execute(
            "UPDATE jejak.ledger_head SET n = %s, hash = %s WHERE agency = %s", [len(kept), digest, agency]
        )


async def test_a13_a_host_that_denies_the_event_too_signs_what_the_log_disproves(
    attacked: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await Story(attacked, tmp_path).begins()
    position = await story.goes_on()
    story.prosecutor.wire.between = changed(made_bare(position))
    await story.prosecutor.pull()
    honest = case_manifest.open_versions
    monkeypatch.setattr(
        case_manifest, "open_versions", lambda *asked: [each for each in honest(*asked) if each != WITHHELD]
    )
    assert attributes_of(await story.answers())["prevversion"] == NAMING
    kept = story.prosecutor.remembered(lambda state: state.statements(str(story.case)))
    auditor = await attacked.caller("auditor", "auditor")
    keys = receipt_keys((await auditor.get("/v1/log/keys")).json())
    (said,) = [read_open_versions(each, keys) for each in kept]
    assert (said.agency, said.case, WITHHELD in said.versions) == (PROSECUTOR, str(story.case), False)
    assert said.as_of >= position
    monkeypatch.undo()
    truly = await (await attacked.caller(PROSECUTOR, "reader")).get(f"/v1/manifest/{story.case}")
    assert WITHHELD in truly.json()["versions"], "as the matrix has it, which anybody can ask anew"


async def test_a13_what_is_not_for_an_agency_keeps_it_from_nothing(
    attacked: Deployment, tmp_path: Path
) -> None:
    """A service is told to the police as a bare row; who has seen it names it in what the police do see."""
    story = await Story(attacked, tmp_path).begins()
    service = {"person": str(uuid4()), "service": "legal_aid"}
    hidden = await attacked.publish(OWNER, event(OWNER, "ServiceOpened", story.case, service))
    named = {"prevversion": hidden["caseversion"], "prevhash": hidden["hash"]}
    await attacked.publish(OWNER, event(OWNER, "ReportTriaged", story.case, SAYS_SO, **named))
    await story.police.pull()
    assert story.police.remembered(lambda state: state.unexplained_cases()) == [str(story.case)]
    suspect = {"file": story.file, "suspect": str(uuid4())}
    answer = await story.police.records("SuspectDesignated", story.case, suspect)
    assert answer.marks == ()
    assert story.police.remembered(lambda state: state.unexplained_cases()) == []


async def test_a13_another_event_in_the_place_of_the_one_named_is_never_explained(
    attacked: Deployment, tmp_path: Path
) -> None:
    """Two agencies are shown two histories of one case: whoever sees both says so."""
    story = await Story(attacked, tmp_path).begins()
    position = await story.goes_on()
    own_key = attacked.keys[POLICE]

    def another(rows: list[Event]) -> list[Event]:
        """Another event that the police signed, in the place of the one on record."""
        forged = own_key.sign(event(POLICE, "FileSubmitted", story.case, story.paper("cd" * 32)))
        return [{**row, "event": forged} if row.get("logposition") == position else row for row in rows]

    story.prosecutor.wire.between = changed(another)
    await story.prosecutor.pull()
    with pytest.raises(GapInCase):
        await story.answers()
    story.prosecutor.wire.between = None
    with pytest.raises(GapInCase):
        await story.answers()
