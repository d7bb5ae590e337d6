-- Where one projection stands.
SELECT position FROM jejak.checkpoints WHERE name = %(name)s
