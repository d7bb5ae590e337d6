"""Every code of a verdict stands in codes.md with its sentence, and nothing else does."""

from pathlib import Path

from jejak_client.verify.codes import FLAGS, NOTES, PROBLEMS

PAGE = "clients/jejak_client/verify/codes.md"
HEAD = """# What a verification can find

`jejak verify` and the page for browsers find the same, under the same codes. A code never changes its
meaning.

A dossier, or a kept entry, holds (`ok`, exit code 0) only where there is not one problem. `where` names a
file of the dossier, or what the problem is about.
"""


def page() -> str:
    parts = {
        "Problems": PROBLEMS,
        "Notes: they void nothing, but must be known": NOTES,
        "Flags of an event: it stands, but is read with this": FLAGS,
    }
    tables = [
        f"## {title}\n\n| Code | |\n|---|---|\n"
        + "".join(f"| `{code}` | {said} |\n" for code, said in codes.items())
        for title, codes in parts.items()
    ]
    return "\n".join([HEAD, *tables])


def test_the_page_of_codes_is_made_from_the_code(project: Path) -> None:
    assert (project / PAGE).read_text(encoding="utf-8") == page()


def test_a_code_stands_in_one_table() -> None:
    tables = (PROBLEMS, NOTES, FLAGS)
    assert len({code for table in tables for code in table}) == sum(map(len, tables))
