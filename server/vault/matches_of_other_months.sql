-- A page of the entries of the match index that do not begin with this month, in the order of the index: what stands
-- before it there and what stands behind it, each a range. What an erasure has listed stays under its month (rewrap.sql).
SELECT position, hash
FROM (
    (SELECT position, hash FROM jejak.matches
     WHERE hash < %(month)b AND (hash, position) > (%(after)b, %(position)b)
       AND NOT EXISTS (SELECT FROM jejak.erasures e WHERE NOT e.completed AND matches.key_id = ANY(e.keys))
     ORDER BY hash, position LIMIT %(limit)b)
    UNION ALL
    (SELECT position, hash FROM jejak.matches
     WHERE hash >= %(beyond)b AND (hash, position) > (%(after)b, %(position)b)
       AND NOT EXISTS (SELECT FROM jejak.erasures e WHERE NOT e.completed AND matches.key_id = ANY(e.keys))
     ORDER BY hash, position LIMIT %(limit)b)
) AS other
ORDER BY hash, position
LIMIT %(limit)b
