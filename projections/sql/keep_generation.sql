-- Keeps under another name where a view stands, for the generation that is put aside.
INSERT INTO jejak.checkpoints (name, position, at)
SELECT %(old)s, position, at FROM jejak.checkpoints WHERE name = %(name)s
ON CONFLICT (name) DO UPDATE SET position = excluded.position, at = excluded.at
