-- What was found of the events of one case, in the order in which it was.
SELECT f.n, f.position, f.kind, f.other, f.found_at, l.originator_id
FROM jejak.log l
JOIN jejak.findings f ON f.position = l.notification_id
WHERE l.originator_id = %(case)b AND f.n > %(after)b
ORDER BY f.n
LIMIT %(limit)b
