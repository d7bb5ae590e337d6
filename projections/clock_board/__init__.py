"""Which times run in a case, who owes what, and which have lapsed, been paused or met."""
