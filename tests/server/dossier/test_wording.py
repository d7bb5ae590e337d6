"""How values, moments and checkpoints are worded on page and paper."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue import REGISTRY
from domain.events import Marks
from domain.shapes.conference import DisputeStatus
from server.dossier import labels
from server.dossier.dates import day_text, later_text, moment_text
from server.dossier.paper import paper
from server.dossier.printable import printable
from server.dossier.qr import LARGEST, own_signature, qr_code
from server.dossier.shapes import Seal, Step, Timeline
from server.dossier.values import Naming, alike, article_said, lines_of

WITA = timezone(timedelta(hours=8), "WITA")
FILE = "16418b94-0ee3-4850-be25-5abd8dbb33e8"
NAMING = Naming({"polres-ttu": "Polres TTU"}.get, WITA, frozenset({FILE}))  # type: ignore[arg-type]
NOTE = "jejak.test/log\n46\n" + "A" * 43 + "=\n\n" + "".join(f"— saksi-{n} {'B' * 104}\n" for n in range(4))


@pytest.mark.parametrize(
    ("type_name", "field", "value", "said"),
    [
        ("PositionRecorded", "holds", "not_met", [{"id": "Belum terpenuhi", "en": "Not met"}]),
        ("FileReturned", "instrument", "P19", [alike("P-19")]),
        ("SpdpSent", "prosecutor", "polres-ttu", [alike("Polres TTU")]),
        ("SpdpSent", "sent_on", "2026-08-09", [alike("9 Agu 2026")]),
        ("FileSubmitted", "sha256", "ab" * 32, [alike("abababababababab…")]),
        ("FileSubmitted", "file", FILE, None),
        ("SuspectDesignated", "corporation", True, [{"id": "ya", "en": "yes"}]),
        ("DisputeOpened", "discrepancy", {"kind": "silence", "ref": f"{FILE}/x"}, [
            {"id": "Diam melewati tenggat", "en": "Silence past a deadline"}
        ]),
        ("FileReturned", "texts", [{"number": 2, "text": "Buktikan."}], [alike("2. Buktikan.")]),
        ("FileReturned", "instructions", [{"number": 1, "reason": "M1", "element": "purpose"}], [
            {
                "id": "1. Alasan: Tujuan eksploitasi belum terbukti (M1); Unsur: Tujuan eksploitasi",
                "en": "1. Reason: Purpose of exploitation not shown (M1); Element: Purpose of exploitation",
            }
        ]),
        ("PositionRecorded", "cites", [3, 4], [alike("3"), alike("4")]),
    ],
)  # fmt: skip
def test_a_value_is_said_in_the_words_of_the_catalogue(
    type_name: str, field: str, value: Any, said: list[dict[str, str]] | None
) -> None:
    lines = lines_of(REGISTRY[type_name], {field: value}, NAMING)
    assert [line.values for line in lines] == ([said] if said else [])


def test_a_paper_is_told_by_number_date_holder_and_hash() -> None:
    document = {"sha256": "cd" * 32, "bytes": 10, "mediatype": "application/pdf", "number": "B/1"}
    document |= {"date": "2026-03-02", "holder": "polres-ttu"}
    (line,) = lines_of(REGISTRY["FileSubmitted"], {"document": document}, NAMING)
    assert line.values[0]["id"] == (
        "SHA-256 isi: cdcdcdcdcdcdcdcd…; Nomor: B/1; Tanggal: 2 Mar 2026; Pemegang: Polres TTU"
    )


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("UU-21-2007:2", "UU 21/2007 Pasal 2"),
        ("KUHP:455(1)(a)", "KUHP Pasal 455(1)(a)"),
        ("KUHAP-2025:62", "KUHAP 2025 Pasal 62"),
        ("PP-43-2017:10", "PP 43/2017 Pasal 10"),
    ],
)
def test_an_article_is_cited_as_lawyers_cite_it(article: str, said: str) -> None:
    assert article_said(article)["id"] == said


def test_every_mark_and_every_status_has_words_in_both_languages() -> None:
    assert set(labels.MARKS) == set(Marks)
    assert set(labels.STATUS) == set(get_args(DisputeStatus))
    for words in (*labels.MARKS.values(), *labels.STATUS.values()):
        assert words.keys() == {"id", "en"}


def test_a_moment_is_told_in_the_zone_of_the_case() -> None:
    at = datetime(2026, 5, 31, 16, 30, tzinfo=UTC)
    assert moment_text(at, WITA) == "1 Jun 2026, 00.30\u00a0WITA"
    assert day_text(date(2026, 12, 1)) == "1 Des 2026"


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(seconds=20), None),
        (timedelta(minutes=5), "00.35\u00a0WITA"),
        (timedelta(days=9), "10 Jun 2026, 00.30\u00a0WITA"),
    ],
)
def test_when_it_was_recorded_is_told_where_it_is_another_time(later: timedelta, said: str | None) -> None:
    at = datetime(2026, 5, 31, 16, 30, tzinfo=UTC)
    assert later_text(at + later, at, WITA) == said


def test_the_code_holds_the_whole_checkpoint_as_long_as_it_can_be_read() -> None:
    drawn = segno.make_qr(NOTE, error="m", encoding="utf-8", boost_error=False)
    assert drawn.version <= 20
    assert qr_code(NOTE) != qr_code(own_signature(NOTE))
    many = NOTE + "".join(f"— saksi-{n} {'B' * 104}\n" for n in range(4, 12))
    assert len(many.encode()) > LARGEST
    assert qr_code(many) == qr_code(own_signature(NOTE))


def test_a_paper_of_the_same_timeline_is_the_same_and_one_of_another_is_not() -> None:
    told = timeline_of("Kenari")
    assert paper(told) == paper(told)
    assert paper(told) != paper(timeline_of("Kenari Dua"))


def test_a_word_that_is_longer_than_its_column_and_signs_of_other_scripts_are_printed() -> None:
    told = timeline_of("x" * 4000 + " العربية 中文 🙂 \u202e\x07\0 ﷺ")
    assert paper(told).startswith(b"%PDF-1.7")


@given(st.text(min_size=1, max_size=500))
@settings(max_examples=8)
def test_whatever_an_agency_writes_there_is_a_paper_of_it(text: str) -> None:
    assert paper(timeline_of(text)).startswith(b"%PDF-1.7")


def test_every_sign_that_counts_as_printable_has_a_shape_in_the_fonts() -> None:
    signs = map(chr, range(0x20, 0x3000))
    kept = [each for each in signs if printable(each) == each]
    assert len(kept) > 2000
    assert paper(timeline_of(" ".join(kept))).startswith(b"%PDF-1.7")


def test_a_sign_that_cannot_be_printed_or_turns_a_text_around_is_marked() -> None:
    assert printable({"said": ["tidak\u202eada\x07", 3, None]}) == {"said": ["tidak▯ada▯", 3, None]}


def timeline_of(office: str) -> Timeline:
    """A timeline with one step, of this office."""
    step = Step(
        column="police",
        position=1,
        title={"id": "Judul", "en": "Title"},
        code=None,
        office=office,
        occurred="2 Mar 2026, 15.04 WITA",
        recorded=None,
        brief=True,
        lines=[],
        notes=[],
    )
    seal = Seal(
        origin="jejak.test/log", size=1, root="A" * 43 + "=", final=False, witnesses=[], qr=qr_code(NOTE)
    )
    return Timeline(
        origin="jejak.test",
        dispute=FILE,
        case=FILE,
        status=labels.STATUS["open"],
        about=[],
        requested_by="Polres TTU",
        made="2 Mar 2026, 15.04 WITA",
        made_at="2026-03-02T07:04:00+00:00",
        position=1,
        unsealed=0,
        sides=[],
        steps=[step],
        seal=seal,
    )
