"""What the passing of time and the log as a whole put on record, by rule (DESIGN section 5)."""
