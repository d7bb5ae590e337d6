-- Makes a checkpoint at 0 for each projection that has none. It is read in a statement of its own: one that
-- another process makes at this moment is not visible to this one.
INSERT INTO jejak.checkpoints (name, position, at)
SELECT name, 0, clock_timestamp() FROM unnest(%(names)s::text[]) AS name
ON CONFLICT (name) DO NOTHING
