"""Running the verbs of the client in tests."""

import json
from collections.abc import Callable
from typing import Any

from click.testing import Result

Run = Callable[..., Result]


def ndjson(*events: Any) -> str:
    """Lines of events, or of what is given as text."""
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in events)
