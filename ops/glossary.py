"""Writes the tables of docs/glossary.md from the catalogue: `python -m ops.glossary`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.catalogue import CHAPTERS, REGISTRY
from domain.catalogue.fields import Code

GLOSSARY = Path(__file__).parent.parent / "docs" / "glossary.md"
MARK = "<!-- Below this line: written by `python -m ops.glossary` from the catalogue. -->\n"


def with_tables(text: str) -> str:
    """The glossary with what stands below the mark written anew; ValueError where the mark is missing."""
    written, mark, _ = text.partition(MARK)
    if not mark:
        raise ValueError("the glossary has lost its mark")
    return written + MARK + "\n" + "\n".join([*_type_tables(), *_field_table(), *_code_tables()])


def _type_tables() -> Iterator[str]:
    yield "## Event types\n"
    for chapter in CHAPTERS:
        name = chapter.__name__.rpartition(".")[2]
        entries = (entry for entry in REGISTRY.values() if entry.chapter == name)
        yield f"### {name}\n"
        yield _table(
            ("Type", "Indonesia", "English", "Code", "Kind"),
            ((f"`{e.name}`", e.label_id, e.label_en, e.legal_code or "", e.kind) for e in entries),
        )


def _field_table() -> Iterator[str]:
    words = {
        (info.name, info.label_id, info.label_en, info.data_class.names()[0])
        for entry in REGISTRY.values()
        for info in entry.fields.values()
    }
    yield "## Fields\n"
    yield _table(
        ("Field", "Indonesia", "English", "Data class"),
        ((f"`{name}`", *rest) for name, *rest in sorted(words)),
    )


def _code_tables() -> Iterator[str]:
    yield "## Codes\n"
    for codes in sorted(_lists_in_use(), key=lambda each: each.__name__):
        yield f"### {codes.__name__}\n"
        yield _table(
            ("Code", "Indonesia", "English"),
            ((f"`{code.value}`", code.label_id, code.label_en) for code in codes),
        )


def _lists_in_use() -> set[type[Code]]:
    fields = (info for entry in REGISTRY.values() for info in entry.fields.values())
    return {info.codes for info in fields if info.codes is not None}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    GLOSSARY.write_text(with_tables(GLOSSARY.read_text()))
