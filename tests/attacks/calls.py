"""Every call of the API as the committed OpenAPI document has it, so that a new one is attacked as well."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
ENDLESS = "/v1/feed/stream"


class Call(NamedTuple):
    """One call: its method, its path with names in braces, the names of its query parameters."""

    method: str
    path: str
    query: tuple[str, ...]
    closed: bool  # it asks for a token or a session

    def filled(self, **names: Any) -> str:
        """The path with these names; any other is one that nothing has."""
        path = self.path
        for name in self.names:
            path = path.replace("{" + name + "}", str(names.get(name) or uuid4()))
        return path

    @property
    def names(self) -> list[str]:
        return [part.split("}")[0] for part in self.path.split("{")[1:]]


def calls() -> Iterator[Call]:
    """All of them but those that never end."""
    for path, methods in json.loads(DOCUMENT.read_text())["paths"].items():
        for method, described in methods.items():
            parameters = described.get("parameters", [])
            query = tuple(each["name"] for each in parameters if each["in"] == "query")
            if path != ENDLESS:
                yield Call(method.upper(), path, query, bool(described.get("security")))


def reads() -> list[Call]:
    """The calls that read behind a token."""
    return [call for call in calls() if call.method == "GET" and call.closed]
