"""The log: recorder, group commit, head row, SQL in .sql files."""
