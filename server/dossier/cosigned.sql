-- Of each witness what it said first and last of each of these checkpoints: that it had seen the tree by then, and that
-- it knew of no larger one even then.
(
    SELECT DISTINCT ON (size, witness) size, witness, line, cosigned_at
    FROM jejak.cosignatures
    WHERE log = %(log)b AND size = ANY(%(sizes)b::bigint[])
    ORDER BY size, witness, cosigned_at
)
UNION
(
    SELECT DISTINCT ON (size, witness) size, witness, line, cosigned_at
    FROM jejak.cosignatures
    WHERE log = %(log)b AND size = ANY(%(sizes)b::bigint[])
    ORDER BY size, witness, cosigned_at DESC
)
ORDER BY size, witness, cosigned_at
