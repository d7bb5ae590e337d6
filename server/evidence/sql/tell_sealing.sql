INSERT INTO jejak.sealing (kind, log, problem, witness, told_at)
VALUES (%(kind)s, %(log)s, %(problem)s, %(witness)s, %(told_at)s)
ON CONFLICT (kind) DO UPDATE
SET log = excluded.log, problem = excluded.problem, witness = excluded.witness, told_at = excluded.told_at
