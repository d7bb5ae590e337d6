-- The checkpoints of some projections, made at 0 where there is none yet.
WITH entered AS (
    INSERT INTO jejak.checkpoints (name, position, at)
    SELECT name, 0, clock_timestamp() FROM unnest(%(names)s::text[]) AS name
    ON CONFLICT (name) DO NOTHING
    RETURNING name, position
)
SELECT name, position FROM entered
UNION ALL
SELECT name, position FROM jejak.checkpoints WHERE name = ANY(%(names)s)
