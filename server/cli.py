"""The verbs that work on a deployment's database; the client's `jejak` command loads them."""

import typer

from server.commands import account, agency, host_key, log, reads, rebuild, replay, token, vault

app = typer.Typer(no_args_is_help=True)
app.add_typer(agency.app, name="agency")
app.add_typer(host_key.app, name="host-key")
app.add_typer(token.app, name="token")
app.add_typer(account.app, name="account")
app.add_typer(vault.app, name="vault")
app.add_typer(reads.app, name="reads")
app.add_typer(log.app, name="log")
app.command("rebuild")(rebuild.rebuild_projection)
app.command("replay")(replay.replay_log)
