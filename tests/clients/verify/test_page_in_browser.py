"""The page in a real browser, from disk: what somebody sees who drops a dossier on it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from jejak_client.verify.page.making import PAGE
from playwright.sync_api import Browser, Page, sync_playwright

from tests.clients.verify.making import dossier_files, packed, policy_text, roots_text
from tests.clients.verify.tampering import tampered
from tests.clients.verify.telling import story

FINDER = "ops/browser.sh"
ROUGH_EDGES = Path(__file__).with_name("rough_edges.js")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; a failure that says what is missing where there is none."""
    finder = Path(__file__).parents[3] / FINDER
    found = subprocess.run(["bash", finder], capture_output=True, text=True, timeout=110, check=False)
    if found.returncode:
        pytest.fail(found.stderr.strip(), pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found.stdout.strip().splitlines()[-1])
        yield running
        running.close()


class Opened:
    """The page in a window, with what it asked of a network and what it complained of."""

    def __init__(self, browser: Browser, before: str = "") -> None:
        self.page: Page = browser.new_page(locale="id-ID", timezone_id="Asia/Makassar")
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if before:
            self.page.add_init_script(before)
        self.page.goto(PAGE.as_uri())

    def check(self, **files: Path) -> None:
        for name, path in files.items():
            self.page.set_input_files(f"#{name}", path)
        self.page.click("#check")
        self.page.wait_for_selector("#verdict")

    def text(self, place: str) -> str:
        return self.page.inner_text(place)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    window = Opened(browser)
    yield window
    window.page.close()
    assert window.asked == [PAGE.as_uri()]
    assert window.complaints == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("stick")
    told = story(1, rotated=False, revoked=False)
    odd = {"file_note": "aman \u202eidnA\u202c\u200b <b>tebal</b><script>alert(1)</script>"}
    told.log.append(told.log.signers["polres-ttu"], "FileSubmitted", told.case, {"round": 9}, odd)
    told.log.cosign()
    told.hidden = {}
    files = {
        "good.zip": packed(told, dossier_files(told)),
        "bad.zip": tampered("another_value", 1).raw,
        "nothing.zip": b"PK\x03\x04",
        "policy": policy_text(),
        "roots": roots_text(),
        "torn": b"polres-ttu\n",
    }
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def test_a_good_dossier_is_verified_and_told(opened: Opened, folder: Path, tmp_path: Path) -> None:
    opened.check(dossier=folder / "good.zip", policy=folder / "policy", roots=folder / "roots")
    assert "LOLOS PEMERIKSAAN" in opened.text("#verdict-head")
    assert "TIDAK" not in opened.text("#verdict-head")
    assert opened.page.locator("#problems").count() == 0
    told = opened.text("#result")
    for words in (
        "SPDP dikirim",
        "Notice of investigation sent",
        "Ditandatangani instansi dan peladen",
        "Final:",
    ):
        assert words in told
    assert "own_roots" not in opened.text("#notes")
    opened.page.screenshot(path=tmp_path / "good.png", full_page=True)
    assert (tmp_path / "good.png").stat().st_size > 50_000


def test_a_tampered_dossier_is_refused_and_says_why_in_both_languages(opened: Opened, folder: Path) -> None:
    opened.check(dossier=folder / "bad.zip")
    assert "TIDAK LOLOS PEMERIKSAAN" in opened.text("#verdict-head")
    problems = opened.text("#problems")
    assert "disclosure_unmatched: events/" in problems
    assert "bukan yang ditandatangani instansi" in problems
    assert "not the one that the agency signed" in problems
    assert "own_policy" in opened.text("#notes")


def test_where_nothing_is_pinned_nothing_is_said_to_be_proved(opened: Opened, folder: Path) -> None:
    opened.check(dossier=folder / "good.zip", policy=folder / "policy")
    assert "LOLOS, TETAPI MENJAMIN DIRINYA SENDIRI" in opened.text("#verdict-head")
    told = opened.text("#verdict")
    assert "made up whole passes like this too" in told
    assert "Proved is" not in told


def test_what_is_no_dossier_gets_a_verdict_as_well(opened: Opened, folder: Path) -> None:
    opened.check(dossier=folder / "nothing.zip")
    assert "TIDAK LOLOS" in opened.text("#verdict-head")
    assert "archive_refused" in opened.text("#problems")


def test_text_stays_text_and_hidden_signs_are_shown(opened: Opened, folder: Path) -> None:
    opened.check(dossier=folder / "good.zip", policy=folder / "policy")
    row = opened.page.locator("dd", has_text="tebal")
    assert "aman U+202EidnAU+202CU+200B <b>tebal</b><script>alert(1)</script>" in row.inner_text()
    assert row.locator("b, script").count() == 0


def test_a_zip_can_be_dropped(opened: Opened, folder: Path) -> None:
    given = opened.page.evaluate_handle(
        """bytes => { const held = new DataTransfer();
        held.items.add(new File([Uint8Array.from(bytes)], "dropped.zip")); return held; }""",
        list((folder / "good.zip").read_bytes()),
    )
    opened.page.dispatch_event("#drop", "drop", {"dataTransfer": given})
    opened.page.wait_for_selector("#verdict")
    assert "dropped.zip" in opened.text("#verdict")


def test_the_page_is_used_by_keyboard_in_the_order_it_is_read(opened: Opened, folder: Path) -> None:
    order = []
    for _ in range(4):
        opened.page.keyboard.press("Tab")
        order.append(opened.page.evaluate("document.activeElement.id"))
    assert order == ["dossier", "policy", "roots", "check"]
    opened.page.set_input_files("#dossier", folder / "good.zip")
    opened.page.focus("#check")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#verdict")
    assert opened.page.evaluate("document.activeElement.id") == "verdict"
    assert opened.text("[role=status]").startswith("Selesai")


def test_labels_roles_and_heads_stand_where_a_screen_reader_looks(opened: Opened, folder: Path) -> None:
    opened.check(dossier=folder / "good.zip")
    assert opened.page.evaluate(ROUGH_EDGES.read_text().partition("\n")[2]) == []
    assert opened.page.get_by_role("region", name="LOLOS, TETAPI").count() == 1
    assert opened.page.get_by_label("Berkas bukti (zip)").count() == 1


def test_a_narrow_screen_scrolls_tables_and_nothing_else(opened: Opened, folder: Path) -> None:
    opened.page.set_viewport_size({"width": 380, "height": 700})
    opened.check(dossier=folder / "good.zip")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 380


def test_a_list_of_roots_that_cannot_be_read_gives_no_verdict(opened: Opened, folder: Path) -> None:
    opened.page.set_input_files("#dossier", folder / "good.zip")
    opened.page.set_input_files("#roots", folder / "torn")
    opened.page.click("#check")
    opened.page.wait_for_function("document.getElementById('status').textContent.includes('tidak terbaca')")
    assert opened.page.locator("#verdict").count() == 0


def test_a_browser_that_cannot_verify_ed25519_says_so_and_checks_nothing(browser: Browser) -> None:
    without = """SubtleCrypto.prototype.importKey = () =>
        Promise.reject(new DOMException("unknown", "NotSupportedError"));"""
    window = Opened(browser, without)
    window.page.wait_for_function("document.getElementById('unready').textContent.includes('Ed25519')")
    assert "cannot verify Ed25519" in window.text("[role=alert]")
    assert window.page.is_disabled("#check")
    window.page.close()
