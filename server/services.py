"""What one server process holds open, given to the handlers as one typed object."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from domain.access import Matrix
    from litestar.connection import ASGIConnection
    from psycopg_pool import AsyncConnectionPool

    from projections.applied import Applied
    from server.auth.tokens import Tokens
    from server.clock import Clock
    from server.config import Settings
    from server.directory import CurrentDirectory
    from server.evidence.receipts import ReceiptSigner
    from server.log.reader import LogReader
    from server.publish import Publisher
    from server.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Services:
    """Opened by `server.app` before the first request and closed after the last."""

    settings: "Settings"
    clock: "Clock"
    pool: "AsyncConnectionPool[Any]"
    tokens: "Tokens"
    directory: "CurrentDirectory"
    publisher: "Publisher"
    reader: "LogReader"
    vault: "Vault"
    matrix: "Matrix"
    applied: "Applied"
    receipts: "ReceiptSigner"


def services_of(connection: "ASGIConnection[Any, Any, Any, Any]") -> Services:
    """The services of the application that answers this connection."""
    services: Services = connection.app.state.services
    return services
