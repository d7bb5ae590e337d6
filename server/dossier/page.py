"""The timeline as a page: Indonesian first, English second; it loads nothing and runs nothing."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from server.dossier.shapes import Timeline

PAGE = Path(__file__).with_name("page.html")


def page(told: Timeline) -> bytes:
    """The page as HTML; whatever agencies wrote is escaped."""
    return _template().render(told=told).encode()


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(PAGE.read_text("utf-8"))
