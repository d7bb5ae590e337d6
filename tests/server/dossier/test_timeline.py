"""The timeline as page and paper: two columns, both languages, nothing that runs or is read as markup."""

from html.parser import HTMLParser
from uuid import uuid4

import pytest

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.dossier.telling import EXPERT, OWNER, POLICE, PROSECUTOR, Dispute, Fetch, dossier
from tests.server.dossier.witnesses import Witnesses, seal_finally

pytestmark = pytest.mark.asyncio(loop_scope="module")
EVIL = '</td><script>alert(1)</script> #panic("x") *x* $x$ @x <x> \\'


class Rows(HTMLParser):
    """The rows of the timeline by log position: the text of each cell, and how many columns it takes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: dict[int, list[tuple[str, int]]] = {}
        self._cells: list[tuple[str, int]] = []
        self._number = 0
        self._told: dict[str, str | None] = {}
        self._within = False
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._told = told = dict(attrs)
        if tag == "table":
            self._within = told.get("class") == "timeline"
        elif tag == "tr":
            self._cells = []
        elif tag in ("td", "th"):
            self._cells.append(("", int(told.get("colspan") or 1)))

    def handle_data(self, data: str) -> None:
        if self._told.pop("class", None) == "number":
            self._number = int(data)
        if self._cells:
            text, columns = self._cells[-1]
            self._cells[-1] = (text + data, columns)

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr" and self._within and self._number:
            self.rows[self._number] = self._cells[1:]


async def test_police_stand_left_the_prosecutor_right_and_others_between(
    told: Dispute, of_told: Fetch
) -> None:
    made = await of_told(POLICE)
    rows = Rows(made.page).rows
    assert rows.keys() == made.of_case.keys() | {each["position"] for each in made.json("stages.json")}
    assert list(rows) == sorted(rows)
    sent, returned, engaged = (
        rows[told.positions[name]] for name in ("FileSubmitted", "FileReturned", "PositionRecorded")
    )
    assert ["Berkas dikirim (Tahap I)" in text for text, _ in sent] == [True, False]
    assert ["Berkas dikembalikan (P-19)" in text for text, _ in returned] == [False, True]
    ((text, columns),) = engaged
    assert ("Ahli" in text, columns) == (True, 2)


async def test_what_a_side_holds_stands_at_the_top_by_its_last_word(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await (await Dispute(witnessed).begins()).opens(element="purpose")
    about = {"on": "element", "element": "purpose", "dispute": story.dispute, "file": story.file}
    for holds in ("not_met", "met"):
        await story.records(PROSECUTOR, "PositionRecorded", holds=holds, **about)
    await seal_finally(witnessed, witnesses)
    page = (await dossier(witnessed, POLICE, story.dispute)).page
    held = page[page.index("Pendapat para pihak") : page.index("Garis waktu <")]
    assert "Unsur: Tujuan" in held
    assert "Terpenuhi" in held
    assert "Belum terpenuhi" not in held
    assert "Belum mencatat pendapat." in held


async def test_it_is_in_indonesian_first_and_in_english(of_told: Fetch) -> None:
    page = (await of_told(POLICE)).page
    for indonesian, english in (
        ("Pokok sengketa", "What it is about"),
        ("Berkas dikembalikan", "File returned"),
        ("Tujuan eksploitasi belum terbukti", "Purpose of exploitation not shown"),
        ("Penyelesaian diusulkan", "An outcome is proposed"),
        ("UU 21/2007 Pasal 1(1)", "UU 21/2007 art 1(1)"),
    ):
        assert page.index(indonesian) < page.index(english)
    assert '<html lang="id">' in page
    assert '<span lang="en">' in page


async def test_it_loads_nothing_runs_nothing_and_takes_no_word_for_markup(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    await story.records(
        *(POLICE, "SuspectDesignated"), suspect=uuid4(), file=story.file, name="Kenari", statement=EVIL
    )
    await story.opens()
    await seal_finally(witnessed, witnesses)
    made = await dossier(witnessed, POLICE, story.dispute)
    seen = Rows(made.page)
    assert "script" not in seen.tags
    assert not seen.tags & {"img", "link", "iframe", "object", "form", "a"}
    assert EVIL in seen.rows[story.positions["SuspectDesignated"]][0][0]
    assert "default-src 'none'" in made.page
    assert made.files["timeline.pdf"].startswith(b"%PDF-1.7")


async def test_an_entry_that_its_publisher_took_back_says_so(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    received = event(PROSECUTOR, "FileReceived", story.case, {"file": str(story.file), "sha256": "1" * 64})
    at = (await witnessed.publish(PROSECUTOR, received))["position"]
    await story.records(PROSECUTOR, "EntryWithdrawn", event_id=received["id"], reason="entered_twice")
    await story.opens()
    await seal_finally(witnessed, witnesses)
    rows = Rows((await dossier(witnessed, POLICE, story.dispute)).page).rows
    assert "Dibatalkan kemudian oleh pencatatnya." in rows[at][1][0]


async def test_a_joint_act_says_who_has_confirmed_it_and_who_is_awaited(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    held = {
        "conference": str(uuid4()),
        "file": str(story.file),
        "dispute": str(story.dispute),
        "form": "voluntary",
        "present": [{"role": "investigator", "agency": POLICE}, {"role": "prosecutor", "agency": PROSECUTOR}],
        "with_agencies": [PROSECUTOR],
    }
    made = event(POLICE, "CaseConferenceHeld", story.case, held)
    at = (await witnessed.publish(POLICE, made))["position"]
    await seal_finally(witnessed, witnesses)
    before = Rows((await dossier(witnessed, POLICE, story.dispute)).page).rows[at][0][0]
    assert "belum dijawab oleh Kantor kejari-ttu" in before
    answered = {"event_id": made["id"], "event_source": f"/agencies/{POLICE}"}
    await story.records(PROSECUTOR, "RecordConfirmed", **answered)
    await seal_finally(witnessed, witnesses)
    after = Rows((await dossier(witnessed, POLICE, story.dispute)).page).rows[at][0][0]
    assert "Dibenarkan oleh Kantor kejari-ttu" in after
    assert "belum dijawab" not in after


async def test_what_is_sealed_and_what_the_host_signed_is_said(told: Dispute, of_told: Fetch) -> None:
    made = await of_told(EXPERT)
    rows = Rows(made.page).rows
    opinion = rows[told.positions["PositionRecorded"]][0][0]
    assert "Ditandatangani peladen atas nama instansi" in opinion
    sent = rows[told.positions["FileSubmitted"]][0][0]
    assert "Tidak disertakan (tersegel)" not in sent
    auditor = Rows((await of_told("auditor", "auditor")).page).rows
    designated = auditor[told.positions["SuspectDesignated"]][0][0]
    assert "Tidak disertakan (tersegel): Identitas tersangka" in designated


async def test_an_event_that_the_dispute_is_not_about_is_one_line(told: Dispute, of_told: Fetch) -> None:
    rows = Rows((await of_told(POLICE)).page).rows
    ((text, columns),) = rows[told.positions["VictimRegistered"]]
    assert text.replace("\n", "") == f"Korban didaftarkanVictim registeredKantor {OWNER}"
    assert columns == 2
