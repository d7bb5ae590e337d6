"""A transparency-log witness (C2SP tlog-witness): an agency's own word that the log only ever grew."""
