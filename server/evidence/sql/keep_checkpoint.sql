INSERT INTO jejak.log_checkpoints (log, size, root, frontier, note, signed_at)
VALUES (%(log)b, %(size)b, %(root)b, %(frontier)b, %(note)b, %(signed_at)b)
