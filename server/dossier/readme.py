"""What the dossier is, what it proves and what it does not, and how to check it: for a judge."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from server.dossier.shapes import Timeline

README = Path(__file__).with_name("readme.txt")


def readme(told: Timeline) -> bytes:
    """The text, Indonesian first."""
    about = {
        "dispute": told.dispute,
        "case": told.case,
        "log": told.seal.origin,
        "requested_by": told.requested_by,
        "made": told.made,
        "final": told.seal.final,
        "position": told.position,
        "unsealed": told.unsealed,
    }
    return _template().render(about).encode()


@cache
def _template() -> Template:
    environment = Environment(  # noqa: S701 - a text, not a page
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string(README.read_text("utf-8"))
