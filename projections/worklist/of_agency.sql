-- What an agency has to do, oldest first.
SELECT case_id, kind, ref, since_position, since
FROM view_worklist.items
WHERE agency = %(agency)b
  AND (since_position, case_id, kind, ref) > (%(position)b, %(case)b, %(kind)b, %(ref)b)
ORDER BY since_position, case_id, kind, ref
LIMIT %(limit)b
