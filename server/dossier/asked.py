"""Who may have a dossier: the sides of the dispute, the expert engaged for it in its time, auditors."""

from pathlib import Path
from uuid import UUID

from domain.case_state import CaseState, Dispute
from projections.arrays import Texts
from server.api.dispute_view import evidence
from server.api.disputes import Found, find, own_events
from server.api.problems import not_found
from server.audit.pages import audits_all
from server.opening import Asker
from server.readlog.reader import Reader
from server.services import Services

CASES_OF_ANY = (Path(__file__).parent / "cases_of_any.sql").read_bytes()


def audits(reader: Reader, asker: Asker) -> bool:
    """Whether the dossier is asked for by an auditor, whose office reads every body (docs/adr/0210)."""
    return reader.role == "auditor" and audits_all(asker)


async def asked_for(services: Services, reader: Reader, asker: Asker, dispute: UUID) -> Found:
    """The dispute, where the asker may have its dossier. Raises the one answer to absent and forbidden."""
    if audits(reader, asker):
        found = await _any(services, dispute)
    else:
        found = await find(services, asker, dispute)
    if found is None or not (audits(reader, asker) or _takes_part(found, asker.agency)):
        raise not_found()
    return found


def about(found: Found) -> frozenset[int]:
    """The log positions of what the dispute is about: its own events, those cited, those of its file.

    Of these values are opened, and of no others (docs/adr/0211).
    """
    file = found.dispute.file
    of_file = {head.position for head in found.state.events if file is not None and head.about == file}
    return own_events(found) | evidence(found.dispute) | of_file


def _takes_part(found: Found, agency: str) -> bool:
    """A side, or its expert. That the expert's time runs is in what it may see: the opening is closed to it
    when the time, or the dispute, is over."""
    experts = (each for each in found.state.engagements if each.dispute == found.dispute.id)
    return agency in found.dispute.parties or any(each.expert == agency for each in experts)


async def _any(services: Services, dispute: UUID) -> Found | None:
    """The dispute of this id, whoever sees it; of several the one opened first. Read as the deployment: no
    ledger owes an auditor a dispute."""
    agencies = Texts(sorted(services.directory.current.agencies))
    async with services.pool.connection() as conn:
        cursor = await conn.execute(CASES_OF_ANY, {"agencies": agencies, "dispute": dispute}, prepare=True)
        cases = [case for (case,) in await cursor.fetchall()]
    states = await services.cases.at_head(cases)
    known = (_known(states.get(case), dispute) for case in cases)
    return next((each for each in known if each is not None), None)


def _known(state: CaseState | None, dispute: UUID) -> Found | None:
    known: Dispute | None = state.disputes.get(dispute) if state is not None else None
    return Found(state, known, known.status) if state is not None and known is not None else None
