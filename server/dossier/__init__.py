"""The dossier of a dispute: a zip that a judge can read and anybody can verify without this server."""
