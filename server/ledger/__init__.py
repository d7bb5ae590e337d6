"""The agencies' ledgers."""
