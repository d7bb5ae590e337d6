"""Tree, notes, checkpoints, witnesses, receipts."""
