-- A log that was never sealed is told of from the first moment: to take it in may last a while.
INSERT INTO jejak.sealing (kind, log, witness, told_at)
VALUES (%(kind)s, %(log)s, %(witness)s, %(told_at)s)
ON CONFLICT DO NOTHING
