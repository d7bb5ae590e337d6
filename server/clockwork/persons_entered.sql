-- Events that hold a value by which a person may be found in another case (MatchKind 1 to 3), and found there.
SELECT DISTINCT entry.position
FROM jejak.matches AS entry
WHERE entry.position > %(after)b AND entry.position <= %(upto)b AND entry.kind IN (1, 2, 3)
  AND EXISTS (SELECT FROM jejak.matches AS other WHERE other.hash = entry.hash AND other.position < entry.position)
ORDER BY entry.position
LIMIT %(limit)b
