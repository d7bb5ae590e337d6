"""docs/security.md says what the attacks prove, and nothing else."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
# The attacks of evidence.md 6a-6e that must hold (marked M there) and are of this part.
DEMANDED = {
    *(f"A{number:02d}" for number in (*range(1, 15), *range(16, 26))),
    *(f"B{number:02d}" for number in (*range(1, 15), 16)),
    *(f"C{number:02d}" for number in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12)),
    *(f"D{number:02d}" for number in (1, *range(3, 12), 13, 14, 15)),
    *(f"E{number:02d}" for number in (*range(1, 12), 14)),
}


def rows(project: Path) -> list[tuple[str, str]]:
    """Each attack of the table with the file of its tests."""
    page = (project / "docs" / "security.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ([A-E]\d\d) \|.*\| `(test_\w+\.py)` \|$", page, re.MULTILINE)


def proven() -> set[tuple[str, str]]:
    """Each attack that a test is named after, with the file it stands in."""
    found = set()
    for file in FOLDER.glob("test_[a-e]*.py"):
        for attack in re.findall(
            r"^(?:async )?def test_([a-e]\d\d)_\w", file.read_text(encoding="utf-8"), re.MULTILINE
        ):
            found.add((attack.upper(), file.name))
    return found


def test_every_attack_that_must_hold_has_its_row(project: Path) -> None:
    assert {attack for attack, _ in rows(project)} == DEMANDED


def test_every_row_names_the_file_of_its_tests_and_every_test_has_its_row(project: Path) -> None:
    assert {*rows(project)} == proven()


def test_no_attack_stands_twice(project: Path) -> None:
    assert len({*rows(project)}) == len(rows(project))
