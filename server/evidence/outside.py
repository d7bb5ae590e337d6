"""What witnesses outside this deployment hold of a log, asked before a new signer signs the first time."""

from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple

from jejak_client.tlog.checkpoint import Checkpoint


class Held(NamedTuple):
    """`held`: of each witness that answered the newest checkpoint of the log that it has cosigned. Else why
    there is none: no witness is configured, none could be reached, or those reached have cosigned nothing of
    this log."""

    state: Literal["held", "nothing_yet", "not_configured", "unreachable"]
    checkpoints: tuple[Checkpoint, ...] = ()


Outside = Callable[[str], Awaitable[Held]]  # by the origin of a log; it answers within seconds


async def nobody_outside(_origin: str) -> Held:
    """Of a deployment without witnesses."""
    return Held("not_configured")
