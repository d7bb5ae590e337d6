"""What a dossier is made of: all that the requester may hold of the case up to one position of the log, and
what proves it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from msgspec import UNSET

from domain.clocks.place import ZONES, Places
from domain.events import RecordedEvent, read_event
from domain.problems import refuse
from projections.case_file.case_view import fold_visible
from server.api.cases import values
from server.api.dispute_view import Told as Shows
from server.api.dispute_view import dispute_view
from server.api.disputes import Found
from server.api.keys import LogKeys, agency_keys
from server.api.problems import ProblemError, not_found
from server.api.reading import knows_of
from server.dossier.asked import about, asked_for, audits
from server.dossier.deliveries import Sought, deliveries
from server.dossier.opened import Opened, opened_to_auditor, opened_to_party
from server.dossier.receipts import receipts
from server.dossier.registry import agency_of, agency_registered, directory_of, doubted, registrations
from server.dossier.sealing import Chosen, Sealed, checkpoint_over, seal
from server.dossier.timeline import Facts, Made, Told
from server.dossier.values import Naming
from server.evidence.policy import policy_now
from server.opening import Asker, Shown, asker_of, reading_as, served
from server.readlog.reader import Reader
from server.reads import Served
from server.second_line.reading import AsAgency
from server.services import Services


class Material(NamedTuple):
    """`audited`: bodies were read by an auditor's office; `registered`: the registrations that keys rest on,
    and `keys` as they make them; `receipts`: by the position of their first event; `policy`: None where this
    deployment has none; `served`: what the read log must say."""

    audited: bool
    made: Made
    facts: Facts
    registered: Sequence[RecordedEvent]
    keys: LogKeys
    receipts: Mapping[int, str]
    sealed: Sealed
    policy: bytes | None
    served: Sequence[Served]


class _Request(NamedTuple):
    asker: Asker
    audited: bool
    found: Found
    opened: Opened
    chosen: Chosen


async def gather(services: Services, reader: Reader, dispute: UUID) -> Material:
    """Raises ProblemError: `not_found`; `notice_required`; `not_sealed` where not even the opening of the
    dispute stands in a checkpoint yet."""
    head = (await services.reader.head()).position  # before the case is read, which then has all up to there
    await services.directory.reload()
    asker = await asker_of(services, reader)
    found, audited = await asked_for(services, reader, asker, dispute), audits(reader, asker)
    known = found.state.position
    chosen = await checkpoint_over(services, max(known, services.directory.position))
    if chosen is None or chosen.signed.size < found.dispute.opened_at:
        raise _not_sealed()
    opening = opened_to_auditor if audited else opened_to_party
    opened = await opening(services, asker, found, min(max(head, known), chosen.signed.size))
    if opened.upto < found.dispute.opened_at:
        raise _not_sealed()
    return await _gathered(services, _Request(asker, audited, found, opened, chosen))


async def _gathered(services: Services, request: _Request) -> Material:
    made = Made(
        services.settings.origin,
        request.asker.agency,
        request.asker.at,
        request.opened.upto,
        request.opened.later,
    )
    size = request.chosen.signed.size  # receipts are signed with the key of now, which may be of after `upto`
    rows = [row for row in await services.reader.registry_rows(0) if row.position <= size]
    registry = [read_event(row) for row in rows]
    told = [_told(each) for each in request.opened.shown if each.row is not None]
    facts = await _facts(services, request, told, registry)
    registered = registrations(registry, _signers(services, facts))
    positions = sorted(each.position for each in (*registered, *(each.event for each in told)))
    sealed = await seal(services, request.chosen, positions)
    given = [each.row for each in request.opened.shown if each.row is not None]
    return Material(
        audited=request.audited,
        made=made,
        facts=facts._replace(windows=sealed.windows),
        registered=registered,
        keys=_keys(made.origin, registry, registered),
        receipts=await receipts(services, _reading(services, request), given),
        sealed=sealed,
        policy=policy.encode() if (policy := policy_now(services)) else None,
        served=served(request.opened.shown),
    )


def _reading(services: Services, request: _Request) -> AsAgency:
    """As the bodies were read."""
    if request.audited:
        return services.second_line.as_auditor(request.asker.agency)
    return reading_as(services, request.asker)


def _told(shown: Shown) -> Told:
    assert shown.row is not None, "bare rows were left out"
    assert shown.event is not None, "a row comes with its event"
    disclosures = [] if shown.event.header is UNSET else shown.event.header.disclosures
    return Told(read_event(shown.row), values(shown.event), shown.classes, disclosures)


async def _facts(
    services: Services, request: _Request, told: Sequence[Told], registry: Sequence[RecordedEvent]
) -> Facts:
    """Folded from what the requester sees, and from nothing else (docs/adr/0045). `registry`: as of the
    checkpoint of the dossier."""
    case, dispute = request.found.state.id, request.found.dispute.id
    state, _ = fold_visible(case, [each.event for each in told])
    seen = state.disputes.get(dispute) if state is not None else None
    if state is None or seen is None:
        raise not_found()
    bodies = [(each.event, each.event.head, each.disclosed) for each in told]
    heads = {each.head.position: each.head for each in request.opened.shown if each.head is not None}
    bare = [head for each in request.opened.shown if each.row is None and (head := each.head) is not None]
    cited = {at: (head, head not in bare) for at, head in heads.items()}
    last = max((head.version for head in heads.values()), default=0)
    return Facts(
        view=dispute_view(seen, Shows(state, last, bodies, cited)),
        state=state,
        told=told,
        bare=bare,
        about=about(request.found),
        doubted=doubted(registry, [each.event for each in told]),
        windows={},
        deliveries=await deliveries(services, _sought(services, request, told)),
        naming=_naming(services, request.found),
        kind_of=directory_of(registry).kind_of,
    )


def _naming(services: Services, found: Found) -> Naming:
    directory = services.directory.current
    names = {agency.id: agency.name for agency in directory.agencies.values()}
    zone = Places(services.rules.clocks).of(directory, found.state).zone_at(found.state.position)
    known = {str(found.dispute.id)} | ({str(found.dispute.file)} if found.dispute.file else set())
    return Naming(lambda agency: names.get(agency, agency), ZONES[zone], frozenset(known))


def _sought(services: Services, request: _Request, told: Iterable[Told]) -> Sought:
    """Of the sides, as far as the requester may know of them: who received its own events, and of the events
    of others when it received them itself. An auditor is told of both sides and of all events."""
    state, asker = request.found.state, request.asker
    events = [each.event for each in told]
    known = knows_of(state, asker, services.rules.matrix) | {asker.agency}
    sides = [side for side in request.found.dispute.parties if request.audited or side in known]

    def told_of(side: str) -> Collection[int]:
        everything = request.audited or side == asker.agency
        others = (each for each in events if each.agency != side)
        return [each.position for each in others if everything or each.agency == asker.agency]

    return Sought(asker, state, {side: told_of(side) for side in sides})


def _signers(services: Services, facts: Facts) -> frozenset[str]:
    """Whose keys must be known: of who signed an event or acknowledged one, and of the deployment, which
    signed checkpoints and receipts."""
    signed = {agency_of(each.event.kid) for each in facts.told} | {each.agency for each in facts.deliveries}
    return frozenset(signed | {services.settings.deployment_agency})


def _keys(origin: str, registry: Sequence[RecordedEvent], registered: Iterable[RecordedEvent]) -> LogKeys:
    directory, agencies = directory_of(registry), {agency_registered(each) for each in registered}
    return LogKeys(
        origin=origin,
        position=directory.position,
        agencies=[agency_keys(directory, directory.agencies[agency]) for agency in sorted(agencies)],
    )


def _not_sealed() -> ProblemError:
    rule = "What is recorded stands in a checkpoint within a minute; try again."
    return ProblemError(refuse("not_sealed", rule))
