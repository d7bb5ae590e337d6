SELECT signed_at FROM jejak.log_checkpoints WHERE log = %(log)b ORDER BY size LIMIT 1
