"""The agencies' ledgers: what each is entitled to, in a dense order of its own (DESIGN section 7)."""
