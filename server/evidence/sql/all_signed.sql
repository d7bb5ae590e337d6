-- Every checkpoint of a log that was signed, by size.
SELECT log, size, root, frontier, note, signed_at FROM jejak.log_checkpoints
WHERE log = %(log)b
ORDER BY size
