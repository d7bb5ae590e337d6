-- Holds one projection where it stands: its lane waits in its compare-and-set until this transaction ends.
SELECT position FROM jejak.checkpoints WHERE name = %(name)s FOR UPDATE
