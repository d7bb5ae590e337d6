-- The checkpoints that a quorum of the policy cosigned last before and first after each of these positions was in the
-- tree, as far as they are smaller than one size.
SELECT c.log, c.size, c.root, c.frontier, c.note, c.signed_at
FROM (
    SELECT DISTINCT around.size
    FROM unnest(%(positions)b::bigint[]) AS entry (position)
    CROSS JOIN LATERAL (
        (
            SELECT f.size FROM jejak.final_checkpoints f
            WHERE f.log = %(log)b AND f.policy = %(policy)b AND f.size < entry.position
            ORDER BY f.size DESC
            LIMIT 1
        )
        UNION ALL
        (
            SELECT f.size FROM jejak.final_checkpoints f
            WHERE f.log = %(log)b AND f.policy = %(policy)b AND f.size >= entry.position
            ORDER BY f.size
            LIMIT 1
        )
    ) AS around
    WHERE around.size < %(size)b
) AS wanted
JOIN jejak.log_checkpoints c ON c.log = %(log)b AND c.size = wanted.size
ORDER BY c.size
