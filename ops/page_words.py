"""Writes the names of types and fields for the offline page, from the catalogue: `python -m ops.page_words`.

The page is part of the client, which imports nothing of the domain: it takes them from this file.
"""

import json
from collections import Counter
from pathlib import Path

from domain.catalogue import REGISTRY

FILE = Path(__file__).parent.parent / "clients/jejak_client/verify/page/src/labels.json"

Labels = dict[str, tuple[str, str]]


def labels() -> str:
    """JSON: by type its name in Indonesian and English, by field its usual name, by `type.field` others."""
    types = {entry.name: (entry.label_id, entry.label_en) for entry in REGISTRY.values()}
    return (
        json.dumps({"types": types, "fields": _fields()}, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    )


def _fields() -> Labels:
    by_place = {
        (entry.name, field.name): (field.label_id, field.label_en)
        for entry in REGISTRY.values()
        for field in entry.fields.values()
    }
    usual: Labels = {}
    for field in sorted({field for _, field in by_place}):
        named = sorted(words for (_, each), words in by_place.items() if each == field)
        usual[field] = Counter(named).most_common(1)[0][0]
    others = {
        f"{entry}.{field}": words for (entry, field), words in by_place.items() if usual[field] != words
    }
    return {**usual, **others}


if __name__ == "__main__":
    FILE.write_text(labels(), encoding="utf-8")
