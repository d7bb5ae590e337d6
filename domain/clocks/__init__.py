"""Durations as data: the tables of this folder, and the pure engine that tells the clocks of a case."""
