-- Where a rule that follows the log resumes after a restart. It never goes back.
INSERT INTO jejak.checkpoints (name, position, at) VALUES (%(name)s, %(position)b, now())
ON CONFLICT (name) DO UPDATE SET position = excluded.position, at = excluded.at
WHERE checkpoints.position < excluded.position
