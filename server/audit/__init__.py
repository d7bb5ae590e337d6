"""What auditors read: the log as it was signed, and who read what (docs/adr/0220)."""
