"""Writes docs/catalogue.md, the catalogue in words: `python -m ops.catalogue_page`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.catalogue import CHAPTERS, REGISTRY, EventType
from domain.catalogue.agencies import AgencyKind
from domain.catalogue.audiences import AUDIENCES, Level
from domain.catalogue.fields import DataClass
from domain.catalogue.other_names import OTHER_NAMES
from domain.catalogue.registry import source_note
from domain.clocks.rows import Row
from domain.clocks.tables import Book
from ops.catalogue_forms import form_of
from server.rules import load_rules

PAGE = Path(__file__).parent.parent / "docs" / "catalogue.md"
INTRODUCTION = """# Catalogue of events

Written by `python -m ops.catalogue_page` from `domain/catalogue/` and the tables of `domain/clocks/`; a test
fails when it is out of date. The words of all codes stand in [the glossary](glossary.md), the JSON Schema of
each type at `GET /v1/catalogue/{type}`.

- A **statement** of fact is always recorded, however late. A **decision** carries `basedon` (or, when it was
  already taken on paper, `effectedon` and `effecteddoc`) and grows stale when another agency has since
  recorded one of the types named.
- **Seen by** says who of those on the case reads the event, who learns only that something happened (legal
  code, date, position), and who nothing. The classes of a body are opened by the access matrix, narrowed by
  consent, age and time. An agency always sees its own events; those who watch over all cases by their office
  (coordinator, auditor, dpo) learn of events on cases that they are not on what a bare row tells.
- A field of class `case` stands in the signed body; every other travels as a disclosure, which can be
  withheld or destroyed. Fields in **bold** are required; in an object, members with a question mark are not.
- **Clocks** are rows of the tables in force; a condition may narrow which events start or stop one.
"""
STREAMS = {
    "registry": "of the registry: agencies, keys, rules",
    "duplicates": "of its own, for persons of several cases",
    "coordination": "of the task force",
}


def page() -> str:
    """The whole page."""
    book = load_rules().clocks.newest
    chapters = (part for chapter in CHAPTERS for part in _chapter(chapter.__name__.rpartition(".")[2], book))
    return "\n".join([INTRODUCTION, *_contents(), *chapters, *_names(), *_kinds()])


def _contents() -> Iterator[str]:
    decisions = sum(entry.kind == "decision" for entry in REGISTRY.values())
    yield f"{len(REGISTRY)} types, {decisions} of them decisions.\n"
    for chapter in CHAPTERS:
        name = chapter.__name__.rpartition(".")[2]
        types = ", ".join(f"[{entry.name}](#{entry.name.lower()})" for entry in _of(name))
        yield f"- **{name}**: {types}"
    yield "- [Other names](#other-names) · [Kinds of agency](#kinds-of-agency)\n"


def _chapter(name: str, book: Book) -> Iterator[str]:
    yield f"## {name}\n"
    for entry in _of(name):
        yield f"### {entry.name}\n"
        yield _title(entry) + "\n"
        yield source_note(entry) + "\n"
        yield from (f"- {line}" for line in _facts(entry, book))
        yield ""
        if entry.fields:
            yield _table(("Field", "Indonesia", "English", "Class", "Form"), _field_rows(entry))


def _title(entry: EventType) -> str:
    code = f" · `{entry.legal_code}`" if entry.legal_code else ""
    return f"**{entry.label_id}** · {entry.label_en}{code} · `{entry.type}`"


def _facts(entry: EventType, book: Book) -> Iterator[str]:
    yield _kind(entry)
    if entry.stream != "case":
        yield f"Stream: {STREAMS[entry.stream]}."
    elif entry.opens_case:
        yield "Opens a case, or stands in one."
    yield f"Recorded by: {_listed(sorted(entry.agencies))}."
    yield f"Seen by ({entry.audience}): {_audience(entry)}"
    for data_class, kinds in entry.summary_to.items():
        yield f"Its {data_class.names()[0]} goes to {_listed(sorted(kinds))} as a summary."
    if entry.person_field:
        yield f"About a person (`{entry.person_field}`), whose keys seal what is disclosed."
    if _has_narrative(entry) and entry.narrative_as is not DataClass.NARRATIVE:
        yield f"Its narrative is judged as {entry.narrative_as.names()[0]}."
    if entry.joint_with:
        named = _listed([f"`{name}`" for name in entry.joint_with])
        yield f"A joint act: the parties named in {named} confirm or contest it."
    yield from _clocks(entry, book)
    if entry.aliases:
        yield f"Also called: {_listed([_alias(*alias) for alias in entry.aliases.items()])}."


def _kind(entry: EventType) -> str:
    if entry.kind == "statement":
        return "Statement."
    return f"Decision; stale on {_listed(sorted(entry.stale_on))}."


def _audience(entry: EventType) -> str:
    if entry.stream == "registry":
        return "everyone, so that signatures can be checked."
    levels = AUDIENCES[entry.audience]
    body, stage = _at("body", levels), _at("stage", levels)
    if entry.stream == "coordination":
        return "the members of the task force."
    if entry.stream == "duplicates":
        return "its publisher and the stewards that it names."
    rest = {"body": "everyone on the case in full", "stage": "everyone else that it happened"}
    parts = [f"in full {_listed(body)}" if levels["*"] != "body" else rest["body"]]
    if stage:
        parts.append(f"that it happened {_listed(stage)}")
    if levels["*"] == "nothing":
        parts.append("others nothing")
    return "; ".join(parts) + "."


def _at(level: Level, levels: dict[str, Level]) -> list[str]:
    return sorted(kind for kind, each in levels.items() if each == level and kind != "*")


def _clocks(entry: EventType, book: Book) -> Iterator[str]:
    for verb, clauses in (("Starts", _starting), ("Stops", _stopping)):
        rows = [row for row in book.rows.values() if entry.name in clauses(row)]
        if rows:
            yield f"{verb}: {_listed([f'`{row.rule}` ({row.label.en})' for row in rows])}."


def _starting(row: Row) -> set[str]:
    return {clause.type for clause in (*row.start, *row.presumed, *row.received)}


def _stopping(row: Row) -> set[str]:
    return {clause.type for clause in row.ends}


def _alias(name: str, fixed: object) -> str:
    members = [f"{key} = {value}" for key, value in fixed.items()] if isinstance(fixed, dict) else []
    return f"{name} ({_listed(members)})" if members else name


def _field_rows(entry: EventType) -> Iterator[tuple[str, ...]]:
    forms = form_of(entry)
    for info in entry.fields.values():
        name = f"**`{info.name}`**" if info.required else f"`{info.name}`"
        yield name, info.label_id, info.label_en, info.data_class.names()[0], forms[info.name]


def _names() -> Iterator[str]:
    yield "## Other names\n"
    yield "Names that the field and the reference use for what is recorded as another type.\n"
    rows = [
        (alias, e.name, _alias("", fixed)) for e in REGISTRY.values() for alias, fixed in e.aliases.items()
    ]
    yield _table(("Name", "Recorded as", "With"), ((n, f"`{r}`", w.strip(" ()")) for n, r, w in sorted(rows)))
    yield "Names under which nothing is recorded.\n"
    yield _table(("Name", "Where it stands"), sorted(OTHER_NAMES.items()))


def _kinds() -> Iterator[str]:
    yield "## Kinds of agency\n"
    yield _table(
        ("Kind", "Indonesia", "English"), ((f"`{k.value}`", k.label_id, k.label_en) for k in AgencyKind)
    )


def _has_narrative(entry: EventType) -> bool:
    return any(info.data_class is DataClass.NARRATIVE for info in entry.fields.values())


def _of(chapter: str) -> list[EventType]:
    return [entry for entry in REGISTRY.values() if entry.chapter == chapter]


def _listed(words: list[str]) -> str:
    return ", ".join(words)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
