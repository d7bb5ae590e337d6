"""The `jejak` command: the client's verbs, and those that other installed packages bring along."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, entry_points

import typer

from jejak_client.commands import audit, erasure, key, notice, witness
from jejak_client.commands.dossier import dossier
from jejak_client.commands.publish import publish
from jejak_client.commands.pull import pull
from jejak_client.commands.verify import verify

GROUP = "jejak.commands"
# the verbs that need no other package
OWN = frozenset({"publish", "pull", "audit", "dossier", "erasure", "notice", "verify", "witness"})

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Jejak: the shared, signed log of a task force."
)
app.command("publish")(publish)
app.command("pull")(pull)
app.command("dossier")(dossier)
app.command("verify")(verify)
app.add_typer(key.app, name="key")
app.add_typer(notice.app, name="notice")
app.add_typer(erasure.app, name="erasure")
app.add_typer(audit.app, name="audit")
app.add_typer(witness.app, name="witness")


def main() -> None:
    """Entry point of the `jejak` script."""
    if len(sys.argv) < 2 or sys.argv[1] not in OWN:
        for found in sorted(entry_points(group=GROUP)):
            _load(found)
    app()


def join(into: typer.Typer, other: typer.Typer) -> None:
    """Add the commands of `other`; groups of the same name become one."""
    into.registered_commands += other.registered_commands
    groups = {group.name: group for group in into.registered_groups}
    for group in other.registered_groups:
        known = groups.get(group.name)
        if known is not None and known.typer_instance is not None and group.typer_instance is not None:
            join(known.typer_instance, group.typer_instance)
        else:
            into.registered_groups.append(group)


def _load(found: EntryPoint) -> None:
    """Join the verbs of one package; where it cannot be imported, its verbs are missing and that is said."""
    try:
        other = found.load()
    except ImportError as error:
        typer.echo(f"The verbs of {found.value} are missing: {error}", err=True)
        return
    join(app, other)
