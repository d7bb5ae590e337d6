"""The verbs of the `jejak` command that work on a deployment's database."""
