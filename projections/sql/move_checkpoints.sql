-- Compare and set: moves the checkpoints that stand where the caller believes, and names them.
UPDATE jejak.checkpoints
SET position = %(new)s, at = clock_timestamp()
WHERE name = ANY(%(names)s) AND position = %(old)s
RETURNING name
