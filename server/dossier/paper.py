"""The timeline as a paper: PDF by typst, with its own fonts and the day of the dossier, so that the same
timeline makes the same bytes on every machine."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typst

from server.dossier.printable import printable
from server.dossier.shapes import Timeline

if TYPE_CHECKING:
    from typst import PDFStandard

PAPER = Path(__file__).with_name("paper.typ")
STANDARDS: "list[PDFStandard]" = ["ua-1", "a-2a"]  # read aloud (ISO 14289-1), and kept for long (ISO 19005-2)


def paper(told: Timeline) -> bytes:
    """The paper as PDF. It takes a second of a processor for a long case; typst lets other threads run."""
    made = datetime.fromisoformat(told.made_at)
    whole = msgspec.to_builtins(told)
    printed = printable(whole)
    data = {**printed, "day": [made.year, made.month, made.day], "unprinted": printed != whole}
    made_paper = typst.compile(
        PAPER.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"timeline": msgspec.json.encode(data).decode()},
        pdf_standards=STANDARDS,
        timestamp=int(made.timestamp()),
    )
    assert isinstance(made_paper, bytes), "one PDF has all pages"
    return made_paper
