-- Of each tree size the first checkpoint that covers it: one index step each.
SELECT asked.size, found.size, found.root, found.signed_at
FROM unnest(%(sizes)b::bigint[]) AS asked (size)
CROSS JOIN LATERAL (
    SELECT c.size, c.root, c.signed_at
    FROM jejak.log_checkpoints c
    WHERE c.log = %(log)b AND c.size >= asked.size
    ORDER BY c.size
    LIMIT 1
) AS found
