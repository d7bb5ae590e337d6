"""docs/promises.md names tests that there are."""

import re
from pathlib import Path


def test_every_test_that_holds_a_promise_is_there(project: Path) -> None:
    page = (project / "docs" / "promises.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/.*]+)`", page)
    assert len(named) > 60
    assert [name for name in named if not any(project.glob(name))] == []


def test_every_promise_names_one(project: Path) -> None:
    page = (project / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = [
        line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| Promise |")
    ]
    assert rows
    assert [row for row in rows if "`tests/" not in row.rpartition(" | ")[2]] == []
