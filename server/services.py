"""What one server process holds open, given to the handlers as one typed object."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jejak_client.tlog.policy import Policy
    from litestar.connection import ASGIConnection
    from psycopg_pool import AsyncConnectionPool

    from projections.applied import Applied
    from server.auth.entrance import Entrance
    from server.auth.row_seals import RowSeals
    from server.auth.tokens import Tokens
    from server.bell import Bell
    from server.clock import Clock
    from server.config import Settings
    from server.current_cases import CurrentCases
    from server.directory import CurrentDirectory
    from server.evidence.keystore import KeyStore
    from server.evidence.receipts import ReceiptSigner
    from server.follow import Follower
    from server.ledger.arrivals import Arrivals
    from server.log.reader import LogReader
    from server.matching import MatchIndex
    from server.publish import Publisher
    from server.readlog.notices import Notices
    from server.reads import ReadLog
    from server.rules import Rules
    from server.second_line.reading import SecondLine
    from server.vault.epochs import EpochKeys
    from server.vault.erased import ErasedKeys
    from server.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Opened by `server.start` before the first request and closed after the last."""

    settings: "Settings"
    clock: "Clock"
    pool: "AsyncConnectionPool[Any]"
    second_line: "SecondLine"
    rules: "Rules"
    policy: "Policy | None"  # of the witnesses, as its file has it; see server.evidence.policy.policy_now
    keys: "KeyStore"
    receipts: "ReceiptSigner"
    row_seals: "RowSeals"
    tokens: "Tokens"
    entrance: "Entrance"
    directory: "CurrentDirectory"
    reader: "LogReader"
    cases: "CurrentCases"
    epochs: "EpochKeys"
    erased: "ErasedKeys"
    vault: "Vault"
    match_index: "MatchIndex"
    publisher: "Publisher"
    reads: "ReadLog"
    notices: "Notices"
    projections: tuple[str, ...]  # the names of the ledger and the views, as the follower applies them
    applied: "Applied"
    follower: "Follower"
    bell: "Bell | None"
    arrivals: "Arrivals"


def services_of(connection: "ASGIConnection[Any, Any, Any, Any]") -> Services:
    """The services of the application that answers this connection."""
    services: Services = connection.app.state.services
    return services
