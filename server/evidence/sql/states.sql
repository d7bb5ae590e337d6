-- Of each log how far it is sealed, how far hashed into tiles, how far it goes, since when the oldest leaf waits, and why
-- nothing is sealed.
SELECT s.kind, s.log, s.problem, s.witness, done.size, coalesce(e.size, 0), whole.size, CASE s.kind
    WHEN 'log' THEN (SELECT l.recorded_at FROM jejak.log l WHERE l.notification_id = done.size + 1)
    ELSE (SELECT r.read_at FROM jejak.reads r WHERE r.leaf = done.size)
END
FROM jejak.sealing s
LEFT JOIN jejak.tree_edges e ON e.log = s.log
CROSS JOIN LATERAL (
    SELECT coalesce(max(c.size), 0) AS size FROM jejak.log_checkpoints c WHERE c.log = s.log
) AS done
CROSS JOIN LATERAL (
    SELECT CASE s.kind
        WHEN 'log' THEN (SELECT h.position FROM jejak.log_head h)
        ELSE (SELECT t.size FROM jejak.reads_tree t)
    END AS size
) AS whole
ORDER BY s.kind
