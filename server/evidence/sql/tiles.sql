-- Tiles by level and index: full ones, and of what is not full yet what there is. LIMIT 1 keeps each a look-up.
SELECT asked.level, asked.idx, coalesce(
    (SELECT t.hashes FROM jejak.tiles t WHERE t.log = %(log)b AND t.level = asked.level AND t.idx = asked.idx LIMIT 1),
    (SELECT e.tiles[asked.level + 1] FROM jejak.tree_edges e
     WHERE e.log = %(log)b AND e.size >> least(8 * (asked.level + 1), 62) = asked.idx)
)
FROM unnest(%(levels)b, %(indexes)b) AS asked (level, idx)
