UPDATE jejak.matches
SET hash = anew.hash
FROM unnest(%(position)b::bigint[], %(before)b::bytea[], %(hash)b::bytea[]) AS anew (position, before, hash)
WHERE matches.position = anew.position AND matches.hash = anew.before
