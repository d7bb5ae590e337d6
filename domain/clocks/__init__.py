"""Durations as data: TOML tables of deadlines with their legal basis."""
