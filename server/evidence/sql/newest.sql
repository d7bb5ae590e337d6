-- The newest checkpoint of a log.
SELECT log, size, root, frontier, note, signed_at FROM jejak.log_checkpoints
WHERE log = %(log)b
ORDER BY size DESC
LIMIT 1
