"""What an operator does when a log is not signed: see how it stands, and take one of two decisions.

Each could cover a rewritten log. So that a log begins anew is said in the log itself, to every agency; and
what was signed last, where the file is lost, is believed of a checkpoint alone that was kept outside.
"""

from collections.abc import Mapping
from contextlib import suppress

from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.errors import TlogError

from server.evidence.logs import Log
from server.evidence.policy import keys_ever
from server.evidence.proofs import root_at
from server.evidence.sealed_log import Problem
from server.evidence.sealer import Sealer, origin_now, pen_of
from server.evidence.signed_file import LastSigned, SignedFile
from server.evidence.states import states
from server.evidence.tree import Signed, load_edge, newest
from server.evidence.witnessing import OutsideWitnesses
from server.registrar import Ending, Registrar
from server.services import Services

LOST: frozenset[Problem | None] = frozenset({"evidence_behind", "evidence_differs", "evidence_unanchored"})
SAID: Mapping[str, str] = {
    "policy_key_ended": (
        "The policy file names a key of the log that has ended. The log goes on under the key in force. Put "
        "that into the file, or leave the line out, and start the server again."
    ),
    "evidence_behind": (
        "The log is shorter than what was signed: an older database was restored, or rows are gone. Restore "
        "the newest database there is; where there is none, `jejak log new-generation`."
    ),
    "evidence_differs": (
        "The log does not begin with what was signed: rows were changed, or it went on from an older "
        "database. See which (`jejak log check`); restore the right one, or `jejak log new-generation`."
    ),
    "evidence_unanchored": (
        "The file that says what was signed last is gone, or of before. Put it back; or `jejak log anchor` "
        "with a checkpoint that an agency or a witness kept; or `jejak log new-generation`."
    ),
    "evidence_file": (
        "The file that says what was signed last cannot be read or written: see to the disk and the rights "
        "of JEJAK_SIGNED_DIR. Sealing goes on by itself."
    ),
    "log_key_missing": (
        "The key of the log is not in JEJAK_KEYS_DIR, or not registered: put it back. A deployment of an "
        "earlier version gets one when `jejak serve` starts."
    ),
}


class NoWayOut(Exception):
    """The decision does not fit how the log stands; the message says why."""


async def problem_of(services: Services, log: Log) -> Problem | None:
    """Why a log is not signed, as whoever seals it finds now. Where nobody does, it is sealed here, once."""
    found = await Sealer(services, OutsideWitnesses(services)).run_once()
    if found is not None:
        return found.get(log.kind)
    async with services.pool.connection() as conn:  # a serving process seals, and tells
        told = {state.kind: state.problem for state in await states(conn)}
    return told.get(log.kind)  # type: ignore[return-value]


async def begin_anew(services: Services, registrar: Registrar, log: Log, reason: str) -> str:
    """Declares the next generation of a log, in the log; the origin it has from then on.

    Raises NoWayOut where the log can be continued; RegistrationRefused, OSError, SignedFileError.
    """
    if await problem_of(services, log) not in LOST:
        raise NoWayOut(f"{origin_now(services, log)} can be continued.")
    file = SignedFile(services.settings.signed_files, log.kind)
    last, current = file.read(), await _newest(services, log)
    signed, declared = last.generation if last else 1, services.directory.current.generation(log.kind)
    if declared <= signed or current is not None:  # else it was declared, and the file not written any more
        declared = max(declared, signed) + 1
        ends = [Ending(each.size, each.root) for each in (last, current) if each is not None and each.size]
        await registrar.declare_generation(log.kind, declared, max(ends, default=None), reason)
    origin = log.origin(services.settings.origin, declared)
    file.replace(last, LastSigned(origin=origin, generation=declared))
    return origin


async def anchor(services: Services, log: Log, note: bytes) -> Checkpoint:
    """Makes the lost file anew from a checkpoint of the log that was kept outside; the checkpoint.

    Raises NoWayOut where the file is not lost, or the log does not begin with that checkpoint; OSError.
    """
    if await problem_of(services, log) != "evidence_unanchored":
        raise NoWayOut("The file that says what was signed last is where it was.")
    pen, checkpoint = pen_of(services, log), kept_checkpoint(services, log, note)
    async with services.pool.connection() as conn:
        size = (await load_edge(conn, pen.origin)).size
        if checkpoint.size > size or await root_at(conn, pen.origin, checkpoint.size) != checkpoint.root:
            raise NoWayOut("The log does not begin with what this checkpoint says.")
    file = SignedFile(services.settings.signed_files, log.kind)
    named = checkpoint._asdict() | {"generation": pen.generation, "note": note.decode()}
    file.replace(file.read(), LastSigned(**named))
    return checkpoint


def kept_checkpoint(services: Services, log: Log, note: bytes) -> Checkpoint:
    """What a checkpoint says that was kept outside. Raises NoWayOut where this log has not signed it."""
    origin, directory = services.settings.origin, services.directory.current
    for key in keys_ever(origin, directory):
        if key.name == origin_now(services, log):
            with suppress(TlogError):
                return open_checkpoint(note, key).checkpoint
    raise NoWayOut(f"This is no checkpoint that {origin_now(services, log)} has signed.")


async def _newest(services: Services, log: Log) -> Signed | None:
    async with services.pool.connection() as conn:
        return await newest(conn, origin_now(services, log))
