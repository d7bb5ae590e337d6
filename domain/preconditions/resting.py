"""What was done on the strength of an entry: while another agency's act rests on it, it is not taken back."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case_state import CaseState, Dispute, PoliceFile
from domain.events import EventHead

ACCEPTED = "DisputeOutcomeAccepted"


def another_rests_on(state: CaseState, head: EventHead) -> bool:
    """Whether another agency has acknowledged, answered, accepted or decided on what the entry states."""
    resting = frozenset(_resting(state, head))
    return any(each.position in resting and each.agency != head.agency for each in state.events)


def _resting(state: CaseState, head: EventHead) -> Iterator[int]:
    yield from (each.answered for each in state.referrals.values() if each.returned == head.position)
    for file in state.files.values():
        yield from _on_the_file(file, head)
    for conference in state.conferences:
        if conference.held_at == head.position:
            yield conference.decided_at
    for dispute in state.disputes.values():
        if head.position in dispute.events:
            yield from _on_the_dispute(state, dispute, head)


def _on_the_file(file: PoliceFile, head: EventHead) -> Iterator[int]:
    """A transfer acknowledged, a return answered by sending the file again, a P-21 that the handover
    followed, an SP3 that the court voided."""
    yield from (each.acknowledged for each in file.transfers if each.position == head.position)
    returned = next((each.number for each in file.rounds if each.position == head.position), None)
    yield from (each.position for each in file.sent if each.round == returned)
    if file.completed_at == head.position:
        yield file.handed_over
    if file.terminated is not None and file.terminated.position == head.position:
        yield file.terminated.voided


def _on_the_dispute(state: CaseState, dispute: Dispute, head: EventHead) -> Iterator[int]:
    """All that was recorded in a dispute rests on its opening; acceptance rests on the proposal that stands,
    and on the other side's once the dispute is agreed."""
    if dispute.opened_at == head.position:
        yield from dispute.events
    proposal = dispute.proposal
    if proposal is None or head.position not in (proposal.position, *_agreed(state, dispute)):
        return
    yield from (each for each in _accepting(state, dispute) if each > proposal.position)


def _agreed(state: CaseState, dispute: Dispute) -> tuple[int, ...]:
    return _accepting(state, dispute) if dispute.status == "agreed" else ()


def _accepting(state: CaseState, dispute: Dispute) -> tuple[int, ...]:
    events = frozenset(dispute.events)
    return tuple(each.position for each in state.events if each.position in events and each.type == ACCEPTED)
