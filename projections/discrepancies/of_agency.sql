-- The discrepancies that an agency may see something of, oldest first.
SELECT
    d.case_id, d.id, d.kind, d.ref, d.positions, d.sides,
    d.since_position, d.since, d.settled_by, d.settled_at, d.file
FROM view_discrepancies.readers r
JOIN view_discrepancies.discrepancies d USING (case_id, id)
WHERE r.agency = %(agency)b
  AND (r.since_position, r.id) > (%(position)b, %(id)b)
  AND (%(case)b::uuid IS NULL OR r.case_id = %(case)b)
  AND (%(kind)b::text IS NULL OR d.kind = %(kind)b)
  AND (%(settled)b::boolean IS NULL OR (d.settled_by > 0) = %(settled)b)
ORDER BY r.since_position, r.id
LIMIT %(limit)b
