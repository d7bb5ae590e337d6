-- Moves the edge of a tree and keeps the tiles that became full: one statement, one transaction. No row answers where
-- the edge is not at `before`: another signer has grown the tree meanwhile.
WITH moved AS (
    INSERT INTO jejak.tree_edges AS known (log, size, tiles)
    VALUES (%(log)b, %(size)b, %(tiles)b)
    ON CONFLICT (log) DO UPDATE SET size = excluded.size, tiles = excluded.tiles WHERE known.size = %(before)b
    RETURNING size
), kept AS (
    INSERT INTO jejak.tiles (log, level, idx, hashes)
    SELECT %(log)b, full_one.level, full_one.idx, full_one.hashes
    FROM moved
    CROSS JOIN unnest(%(levels)b, %(indexes)b, %(hashes)b) AS full_one (level, idx, hashes)
)
SELECT size FROM moved
