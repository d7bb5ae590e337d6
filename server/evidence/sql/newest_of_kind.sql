-- The newest checkpoint of the log of a kind, as it is called now.
SELECT c.log, c.size, c.root, c.frontier, c.note, c.signed_at
FROM jejak.sealing s
CROSS JOIN LATERAL (
    SELECT log, size, root, frontier, note, signed_at FROM jejak.log_checkpoints k
    WHERE k.log = s.log
    ORDER BY k.size DESC
    LIMIT 1
) AS c
WHERE s.kind = %(kind)b
