"""Replaying the log up to a moment: what was so, what changed between two moments, and by which event."""
