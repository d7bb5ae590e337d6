"""Puts the tables of a run into docs/performance.md; a test holds the two together.

`jejak bench --json > docs/performance.json && python -m ops.bench.page`, from the root of the checkout.
"""

from pathlib import Path

import msgspec

from ops.bench.report import Report, markdown

RUN, PAGE = Path("docs/performance.json"), Path("docs/performance.md")
BEGIN, END = "<!-- figures: made by ops/bench/page.py from performance.json -->", "<!-- /figures -->"


def with_figures(page: str, run: bytes) -> str:
    """The page with the figures of this run between its marks. Raises ValueError where a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has no marks for the figures")
    figures = markdown(msgspec.json.decode(run, type=Report))
    return f"{before}{BEGIN}\n\n{figures}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_figures(PAGE.read_text("utf-8"), RUN.read_bytes()), "utf-8")
