"""What one side sent and the other received: papers that never arrived, or arrived as other papers.

Police and prosecutor keep registers that do not match (reference/domain.md 2.6). Each side counts for itself;
the two are laid side by side by how often the file had been returned before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.case_state import CaseState, PoliceFile
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.discrepancies.shape import Discrepancy, Kind, Side, between
from domain.shapes.files import Passage

NOT_RECEIVED = Kind(
    DiscrepancyKind.NOT_RECEIVED,
    "KUHAP 1981 art 110(1); KUHAP 2025 arts 60, 61(1); B-310 (P-1A, P-1B)",
    bare=True,
)
NOT_SENT = Kind(
    DiscrepancyKind.NOT_SENT,
    "KUHAP 1981 art 110(1); KUHAP 2025 arts 60, 61(1); B-310 (P-1A, P-1B)",
    bare=True,
)
DOCUMENTS_DIFFER = Kind(
    DiscrepancyKind.DOCUMENTS_DIFFER,
    "UU 11/2008 arts 5-6 (integrity of electronic documents); KUHAP 2025 art 235(3)",
)
RECEIVED_BEFORE_SENT = Kind(
    DiscrepancyKind.RECEIVED_BEFORE_SENT,
    "KUHAP 1981 art 138(1); KUHAP 2025 arts 60-61 (the clocks run from receipt)",
)
KINDS = (NOT_RECEIVED, NOT_SENT, DOCUMENTS_DIFFER, RECEIVED_BEFORE_SENT)


class Passed(NamedTuple):
    """A file on its way for the n-th time, as those who sent it and those who received it state it.

    `round`: how often it had been returned before. Both in the order of recording.
    """

    round: int
    sent: tuple[Passage, ...]
    received: tuple[Passage, ...]


def passed(file: PoliceFile) -> tuple[Passed, ...]:
    """Every passing of the case file between the two sides, in the order of rounds."""
    rounds = sorted({passage.round for passage in (*file.sent, *file.received)})
    return tuple(Passed(each, _of(file.sent, each), _of(file.received, each)) for each in rounds)


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """What passed between the sides of every file and was not stated alike."""
    for file in state.files.values():
        for each in (*_of_spdp(file), *passed(file)):
            yield from _missing(file, each)
            for receipt in each.received:
                yield from _arrived_otherwise(file, each, receipt)


def day(passage: Passage) -> date:
    """The day that a side gives the passing of a paper."""
    return passage.on or passage.at.date()


def _of(passages: tuple[Passage, ...], number: int) -> tuple[Passage, ...]:
    return tuple(sorted((each for each in passages if each.round == number), key=_place))


def _place(passage: Passage) -> int:
    return passage.position


def _of_spdp(file: PoliceFile) -> Iterator[Passed]:
    """The last one: an SPDP that came back and the one sent after it are two papers."""
    sides = [(each,) if each else () for each in (file.spdp_sent_as, file.spdp_received_as)]
    if any(sides):
        last = max(each.round for side in sides for each in side)
        sent, received = (_of(side, last) for side in sides)
        yield Passed(last, sent, received)


def _missing(file: PoliceFile, each: Passed) -> Iterator[Discrepancy]:
    """The side that spoke first waits for the other."""
    first = min((*each.sent, *each.received), key=_place)
    if first in each.sent:
        kind, says, others, silent = NOT_RECEIVED, "sent", each.received, file.prosecutor
    else:
        kind, says, others, silent = NOT_SENT, "received", each.sent, file.investigated_by
    sides = _side(first, says), *((Side(silent),) if silent else ())
    settled_by = others[0].position if others else 0
    yield between(kind, _ref(file, first), sides, settled_by=settled_by, file=file.id)


def _arrived_otherwise(file: PoliceFile, each: Passed, receipt: Passage) -> Iterator[Discrepancy]:
    if not each.sent:
        return
    same = next((one for one in each.sent if one.sha256 == receipt.sha256), None)
    before = [one for one in each.sent if one.position < receipt.position]
    stated = (before or each.sent)[-1]
    if receipt.sha256 and stated.sha256 and stated.sha256 != receipt.sha256:
        yield from _differing(file, each, stated, receipt)
    sent = same or stated
    if day(receipt) < day(sent):
        sides = _side(sent, "sent"), _side(receipt, "received")
        yield between(RECEIVED_BEFORE_SENT, _ref(file, receipt), sides, file=file.id)


def _differing(file: PoliceFile, each: Passed, sent: Passage, receipt: Passage) -> Iterator[Discrepancy]:
    """Another hash than was sent, until either side states the copy that the other has."""
    if any(one.sha256 == receipt.sha256 and one.position < receipt.position for one in each.sent):
        return  # an earlier copy of the same round arrived
    hashes = {one.sha256 for one in each.sent}
    ends = [one for one in each.sent if one.sha256 == receipt.sha256]
    ends += [one for one in each.received if one.sha256 in hashes and one.position > receipt.position]
    sides = _side(sent, sent.sha256 or ""), _side(receipt, receipt.sha256 or "")
    settled_by = min(map(_place, ends), default=0)
    yield between(DOCUMENTS_DIFFER, _ref(file, receipt), sides, settled_by=settled_by, file=file.id)


def _side(passage: Passage, says: str) -> Side:
    return Side(passage.agency, passage.position, (says,), day(passage))


def _ref(file: PoliceFile, passage: Passage) -> str:
    return f"{file.id}/{passage.position}"
