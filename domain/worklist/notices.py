"""What victims are to be told: how far the case is, at each stage (UU 21/2007 art 36)."""

from __future__ import annotations

from uuid import UUID

from domain.case_state import CaseState
from domain.catalogue.consent_codes import NoticeSubject
from domain.fold.corrections import heads_that_count
from domain.fold.files import STAGES
from domain.worklist.items import ItemKind, Owed, item

GIVE_PROGRESS_NOTICE = ItemKind(
    "give_progress_notice",
    "Beri tahu korban perkembangan perkara",
    "Tell the victims how far the case is",
    ("SubjectNotified",),
    "UU 21/2007 art 36",
)
KINDS = (GIVE_PROGRESS_NOTICE,)


def owed(state: CaseState) -> Owed:
    """Since the last stage of a file of which one of its victims has not been told."""
    files = [file for file in state.files.values() if file.victims]
    if not files:
        return
    stages = _last_stages(state)
    for file in files:
        office = file.prosecutor if file.handed_over else file.investigated_by
        since = stages.get(file.id, 0)
        if office is not None and since and any(not _told(state, each, since) for each in file.victims):
            yield office, item(GIVE_PROGRESS_NOTICE, file.id, since)


def _last_stages(state: CaseState) -> dict[UUID, int]:
    return {
        head.about: head.position
        for head in heads_that_count(state)
        if head.about is not None and head.type in STAGES
    }


def _told(state: CaseState, victim: UUID, since: int) -> bool:
    person = state.persons.get(victim)
    return person is not None and any(
        notice.subject == NoticeSubject.CASE_PROGRESS and notice.position > since for notice in person.notices
    )
