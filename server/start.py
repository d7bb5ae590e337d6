"""Opens what a process of a deployment needs, and closes it in the other order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from jejak_client.tlog.policy import Policy

from domain.body import Signer
from domain.directory import Directory
from domain.keys import kid_of
from projections.applied import Applied
from projections.case_file.projector import CaseFile
from projections.clock_board.projector import ClockBoard
from projections.commitments.projector import Commitments
from projections.discrepancies.projector import Discrepancies
from projections.disputes.projector import Disputes
from projections.engine import Projection
from projections.expiries.projector import Expiries
from projections.referral_board.projector import ReferralBoard
from projections.rights.projector import Rights
from projections.timeline.projector import Timeline
from projections.worklist.projector import Worklist
from server.auth.endings import Endings
from server.auth.entrance import open_entrance
from server.auth.keys import open_account_keys
from server.auth.row_seals import open_row_seals
from server.auth.rules import account_rules
from server.auth.tokens import Tokens
from server.bell import Bell
from server.case_states import CaseStates
from server.clock import Clock
from server.clockwork.clockwork import Clockwork
from server.config import Settings
from server.current_cases import CurrentCases
from server.database import READER, open_pool
from server.directory import CurrentDirectory
from server.evidence.keystore import KeyFileError, KeyStore
from server.evidence.policy import load_policy
from server.evidence.receipts import ReceiptSigner, log_at
from server.evidence.sealer import GATHER, Sealer
from server.evidence.witnessing import OutsideWitnesses, Witnessing
from server.follow import Follower
from server.intake import Intake
from server.ledger.arrivals import Arrivals
from server.ledger.writer import Ledger
from server.log.group_commit import GroupCommit
from server.log.reader import LogReader
from server.matching import MatchIndex, open_match_index
from server.migrate import migrate
from server.publish import Publisher
from server.readlog.notices import Notices
from server.reads import ReadLog
from server.rules import Rules, load_rules
from server.second_line.reading import SecondLine
from server.second_line.roles import require_bound_roles
from server.services import Services
from server.tasks import end
from server.vault.epochs import EpochKeys
from server.vault.erased import FILE as ERASED
from server.vault.erased import ErasedKeys
from server.vault.restore import prepare_vault
from server.vault.vault import Vault

FORM = "form"  # keys the recognition of plain events sent again


@asynccontextmanager
async def open_services(
    settings: Settings, clock: Clock, follower_patience: float = 0.0
) -> AsyncIterator[Services]:
    """The services of one process, ready to publish and to read; nothing runs in the background yet.

    `follower_patience`: see Follower. Migrates the database first. Raises psycopg.Error, SchemaMismatch,
    RolesTooFree, KeyFileError or SettingsError.
    """
    await asyncio.to_thread(migrate, settings.database_url)
    async with AsyncExitStack() as closing:
        pool = await open_pool(settings.database_url)
        closing.push_async_callback(pool.close)
        await require_bound_roles(pool)
        readers = await open_pool(settings.database_url, READER)
        closing.push_async_callback(readers.close)
        reader, rules, host = LogReader(pool), load_rules(), settings.deployment_agency
        keys, epochs = await open_keys(settings, reader, clock)
        erased = ErasedKeys(settings.keys_dir / ERASED)
        await prepare_vault(pool, epochs, erased)
        vault = Vault(settings.origin, epochs, erased, pool)
        directory = CurrentDirectory(reader)
        await directory.reload()
        receipts = ReceiptSigner(lambda: receipt_signer(keys, host, directory.current), settings.origin)
        policy = load_policy(settings.policy_file, settings.origin, directory.current)
        matches = await open_match_index(keys, epochs, pool)
        publisher = await _open_publisher(
            closing, settings, clock, reader, directory, vault, matches, rules, keys, receipts, policy
        )
        seals = await open_row_seals(keys, pool)
        applied, projections = Applied(), projections_under(rules)
        bell = Bell(settings.nats_url, settings.nats_seed_file) if settings.nats_url else None
        yield Services(
            settings=settings,
            clock=clock,
            pool=pool,
            second_line=SecondLine(readers),
            rules=rules,
            policy=policy,
            keys=keys,
            receipts=receipts,
            row_seals=seals,
            tokens=Tokens(pool, clock, seals),
            entrance=open_entrance(
                settings, account_rules(), await open_account_keys(keys, pool), seals, pool, clock
            ),
            directory=directory,
            reader=reader,
            cases=CurrentCases(pool),
            epochs=epochs,
            erased=erased,
            vault=vault,
            match_index=matches,
            publisher=publisher,
            reads=ReadLog(pool, clock),
            notices=Notices(pool, clock, rules.notice),
            projections=tuple(projection.name for projection in projections),
            applied=applied,
            follower=Follower(settings.database_url, projections, applied, follower_patience),
            bell=bell,
            arrivals=Arrivals(pool, applied, bell.ring if bell else None),
        )


async def _open_publisher(
    closing: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    reader: LogReader,
    directory: CurrentDirectory,
    vault: Vault,
    matches: MatchIndex,
    rules: Rules,
    keys: KeyStore,
    receipts: ReceiptSigner,
    policy: Policy | None,
) -> Publisher:
    """The way into the log, with its committer started and case states of its own."""
    states = CaseStates(reader)
    log = GroupCommit(settings.database_url, clock, on_refused=states.drop)
    await log.start()
    closing.push_async_callback(log.stop)
    return Publisher(
        origin=settings.origin,
        log=log,
        reader=reader,
        states=states,
        directory=directory,
        intake=Intake(settings.origin, keys, keys.secret(FORM)),
        vault=vault,
        match_index=matches,
        matrix=rules.matrix,
        limits=rules.limits,
        clock=clock,
        sign_receipt=receipts.sign,
        log_at=lambda position: log_at(settings.origin, directory.current, position),
        keys_elsewhere=frozenset(each.key.public for each in policy.witnesses.values())
        if policy
        else frozenset(),
    )


@asynccontextmanager
async def running(
    services: Services,
    *,
    clockwork: bool | asyncio.Event = True,
    sealing: bool = True,
    gather: float = GATHER,
) -> AsyncIterator[None]:
    """Applies the log to ledger and views, hears of new ledger rows, rings the bell, seals the logs, has them
    witnessed, and puts on record what rules find (these two from when the event `clockwork` is set, where it
    is one), until closed. `gather`: see Sealer."""
    after = clockwork if isinstance(clockwork, asyncio.Event) else None
    async with AsyncExitStack() as closing:
        if services.bell is not None:
            services.bell.start()
            closing.push_async_callback(services.bell.stop)
        await services.follower.start()
        closing.push_async_callback(services.follower.stop)
        hearing = asyncio.create_task(services.arrivals.run(), name="arrivals")
        closing.push_async_callback(end, hearing)
        forgetting = asyncio.create_task(services.vault.run(), name="vault")
        closing.push_async_callback(end, forgetting)
        ended = [services.tokens.forget, services.entrance.sessions.forget]
        endings = Endings(services.settings.database_url, ended)
        closing.push_async_callback(end, asyncio.create_task(endings.run(), name="endings"))
        if sealing:
            sealer = Sealer(services, OutsideWitnesses(services), gather)
            sealer.start()
            closing.push_async_callback(sealer.stop)
        if sealing and services.policy is not None:
            witnessing = Witnessing(services)
            witnessing.start(after)
            closing.push_async_callback(witnessing.stop)
        if clockwork:
            works = Clockwork(services)
            works.start(after)
            closing.push_async_callback(works.stop)
        yield


def projections_under(rules: Rules) -> list[Projection]:
    """The ledger and the views, in the order in which they are applied."""
    return [
        Ledger(rules.matrix),
        CaseFile(rules.matrix),
        Timeline(),
        Worklist(rules.matrix),
        Expiries(),
        Discrepancies(rules.matrix),
        Disputes(rules.matrix),
        ClockBoard(rules.clocks),
        ReferralBoard(rules.matrix),
        Commitments(),
        Rights(rules.matrix),
    ]


async def open_keys(settings: Settings, reader: LogReader, clock: Clock) -> tuple[KeyStore, EpochKeys]:
    """The host's keys: made while the log is empty, required ever after.

    A key made beside an old log would open nothing of it and sign under a name that nobody knows. Raises
    KeyFileError naming the file that is missing.
    """
    keys, host = KeyStore(settings.keys_dir), settings.deployment_agency
    if (await reader.head()).position == 0:
        EpochKeys.founded(settings.keys_dir, clock)
        keys.make_secret(FORM)
        keys.make("receipt", host)
    if keys.find("receipt", host) is None:
        raise KeyFileError(f"the receipt key of {host} is missing in {settings.keys_dir}")
    return keys, EpochKeys(settings.keys_dir, clock)


def receipt_signer(keys: KeyStore, host: str, directory: Directory) -> Signer:
    """The receipt key in force; before it is registered, in a deployment that is being founded, the one made
    for it. Raises KeyFileError where it was taken away."""
    known = keys.in_force("receipt", host, directory)
    if known is not None:
        return known.signer
    key = keys.find("receipt", host)
    if key is None:
        raise KeyFileError(f"the receipt key of {host} is missing")
    return key.signer(kid_of(host, key.public))
