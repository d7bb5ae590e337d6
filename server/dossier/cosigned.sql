-- Of each witness what it said last of each of these checkpoints.
SELECT DISTINCT ON (size, witness) size, witness, line, cosigned_at
FROM jejak.cosignatures
WHERE log = %(log)b AND size = ANY(%(sizes)b::bigint[])
ORDER BY size, witness, cosigned_at DESC
