-- What was found, in the order in which it was, of a stretch of findings (or of one case): as far as the reader may read
-- the events. LIMIT in the policies keeps each a look-up.
SELECT f.n, f.position, f.kind, f.other, f.found_at, l.originator_id
FROM jejak.findings f
JOIN jejak.log l ON l.notification_id = f.position
WHERE f.n > %(after)b AND f.n <= %(upto)b
ORDER BY f.n
LIMIT %(limit)b
