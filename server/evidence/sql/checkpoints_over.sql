-- The checkpoints that first covered the events of a range, and the size of the first of all.
SELECT c.size, c.signed_at, (SELECT min(f.size) FROM jejak.log_checkpoints f WHERE f.log = %(log)b)
FROM jejak.log_checkpoints c
WHERE c.log = %(log)b
  AND c.size > %(after)b
  AND c.size <= (SELECT min(l.size) FROM jejak.log_checkpoints l WHERE l.log = %(log)b AND l.size >= %(upto)b)
ORDER BY c.size
