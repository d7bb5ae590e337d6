-- Events that hold the handle of a recruiter (MatchKind 4) which an earlier event holds too.
SELECT DISTINCT entry.position
FROM jejak.matches AS entry
WHERE entry.position > %(after)b AND entry.position <= %(upto)b AND entry.kind = 4
  AND EXISTS (SELECT FROM jejak.matches AS other WHERE other.hash = entry.hash AND other.position < entry.position)
ORDER BY entry.position
LIMIT %(limit)b
