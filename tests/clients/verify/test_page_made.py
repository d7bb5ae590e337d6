"""The committed page is what its sources make, and says every code in both languages."""

import base64
import json
import re
from hashlib import sha256
from pathlib import Path

from jejak_client.verify.codes import FLAGS, NOTES, PROBLEMS
from jejak_client.verify.page.making import HERE, PAGE, SUM, page, sum_line

from ops.page_words import FILE, labels


def between(text: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*)</{tag}>", text, re.DOTALL)
    assert found
    return found[1]


def test_the_committed_page_is_made_from_its_sources() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make it anew: python -m jejak_client.verify.page"
    assert SUM.read_text(encoding="ascii") == sum_line(page())


def test_the_names_of_types_and_fields_are_those_of_the_catalogue() -> None:
    assert FILE.read_text(encoding="utf-8") == labels(), (
        "make them anew: python -m ops.page_words, then the page"
    )


def test_every_code_has_an_indonesian_sentence_and_no_other_has_one() -> None:
    written = json.loads((HERE / "src" / "codes_id.json").read_text(encoding="utf-8"))
    assert {name: set(table) for name, table in written.items()} == {
        "problems": set(PROBLEMS), "notes": set(NOTES), "flags": set(FLAGS),
    }  # fmt: skip


def test_the_page_allows_its_own_script_and_style_and_nothing_else() -> None:
    made = page()
    allowed = re.search(r'Content-Security-Policy" content="([^"]*)"', made)
    assert allowed
    hashes = {
        tag: "'sha256-" + base64.b64encode(sha256(between(made, tag).encode()).digest()).decode() + "'"
        for tag in ("script", "style")
    }
    rules = dict(rule.strip().partition(" ")[::2] for rule in allowed[1].split(";"))
    assert (
        rules["default-src"] == rules["connect-src"] == rules["form-action"] == rules["base-uri"] == "'none'"
    )
    assert rules["script-src"] == hashes["script"]
    assert rules["style-src"] == hashes["style"]


def test_the_page_loads_nothing_and_takes_no_text_for_html() -> None:
    made = page()
    assert not re.search(r"\bsrc=|\bhref=|\burl\(|@import|https?://", made)
    script = between(made, "script")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|fetch\(|XMLHttp|WebSocket|import\(",
        script,
    )


def test_the_page_is_as_small_sources_that_can_be_read(project: Path) -> None:
    longest = {each.name: len(each.read_text().splitlines()) for each in (HERE / "src").glob("*.js")}
    assert len(longest) > 20
    assert max(longest.values()) < 300
