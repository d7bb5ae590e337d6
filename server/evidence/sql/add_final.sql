INSERT INTO jejak.final_checkpoints (log, policy, size, final_at)
VALUES (%(log)b, %(policy)b, %(size)b, %(final_at)b)
ON CONFLICT DO NOTHING
