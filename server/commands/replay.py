"""`jejak replay`: the log up to a moment, in a place of its own that goes with it."""

from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from domain.read_purposes import ReadReason
from server.api.problems import ProblemError
from server.commands.place import Data, Json, opened
from server.commands.run import REFUSED, USAGE, ended, run
from server.ledger.known import Basis
from server.replaying.lines import Line
from server.replaying.moments import NoMoment
from server.replaying.replay import NothingToReplay, Wish, replay
from server.replaying.texts import text_of

REASONS = ", ".join(f"{each} ({each.label_en})" for each in ReadReason)


def replay_log(
    as_of: Annotated[
        str, typer.Option("--as-of", help="Log position, or time (RFC 3339 with its offset) of recording.")
    ],
    diff: Annotated[
        str | None, typer.Option("--diff", help="A later moment: tell what is otherwise then, and no more.")
    ] = None,
    step: Annotated[
        bool,
        typer.Option("--step", help="Tell what each event changed: up to --as-of, or from it up to --diff."),
    ] = False,
    case: Annotated[UUID | None, typer.Option("--case", help="One case, thing by thing.")] = None,
    known_to: Annotated[
        str | None, typer.Option("--known-to", help="An agency: what it knew in place of what was so.")
    ] = None,
    basis: Annotated[
        str | None,
        typer.Option("--basis", help="With --known-to: owed, fetched (without it) or acknowledged."),
    ] = None,
    opens: Annotated[
        bool, typer.Option("--open", help="With --case: open the values of other classes too; with --reason.")
    ] = False,
    reason: Annotated[str | None, typer.Option("--reason", help=f"Why: {REASONS}.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Replay the log, from its first event, up to a moment: what was so, what changed, and by which event.

    Nothing is read of the live views, and nothing stays. Every line is on record in the log of reads before
    it is told. With --json one JSON object a line.
    """
    wish = Wish(as_of, diff, case, known_to, _basis(basis, known_to), step, _reason(opens, reason, case))
    _check(wish, opens)
    run(_replay(wish, data, _teller(as_json)))


async def _replay(wish: Wish, data: Path | None, tell: Callable[[Line], None]) -> None:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("replay", total=None)
        async with opened(data) as services:
            if wish.reason is not None:
                _tell_confidential(services.notices.notice.text)
            lines = replay(
                services, wish, lambda done, total: progress.update(task, completed=done, total=total)
            )
            try:
                async with aclosing(lines):
                    async for line in lines:
                        tell(line)
            except NoMoment as error:
                raise ended(str(error), USAGE) from None
            except NothingToReplay as error:
                raise ended(str(error), REFUSED) from None
            except ProblemError as error:
                raise ended(error.refusal.rule, REFUSED) from None


def _teller(as_json: bool) -> Callable[[Line], None]:
    if as_json:
        return lambda line: typer.echo(msgspec.json.encode(line).decode())
    return lambda line: typer.echo(text_of(line))


def _tell_confidential(text: Any) -> None:
    """The notice that identities are secret (UU 21/2007 art 24), before one is opened."""
    typer.echo(f"{text.id}\n\n{text.en}\n", err=True)


def _basis(named: str | None, known_to: str | None) -> Basis:
    if named is not None and known_to is None:
        raise typer.BadParameter("a basis is that of what --known-to knew")
    for basis in get_args(Basis):
        if basis == (named or "fetched"):
            return basis
    raise typer.BadParameter(f"a basis is one of {', '.join(get_args(Basis))}")


def _reason(opens: bool, named: str | None, case: UUID | None) -> ReadReason | None:
    if not opens and named is None:
        return None
    if not opens or named is None:
        raise typer.BadParameter("values are opened with --open and --reason together")
    if case is None:
        raise typer.BadParameter("values are opened of one case: --case")
    reason = next((each for each in ReadReason if each == named), None)
    if reason is None:
        raise typer.BadParameter(f"a reason is one of {', '.join(ReadReason)}")
    return reason


def _check(wish: Wish, opens: bool) -> None:
    if wish.step and wish.known_to is not None and wish.case is None:
        raise typer.BadParameter("--step with --known-to tells of one case: --case")
    if opens and (wish.step or wish.upto is not None):
        raise typer.BadParameter("--open shows a case as it stood: without --diff and --step")
