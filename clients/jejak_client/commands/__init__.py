"""One module per verb of the `jejak` command."""
