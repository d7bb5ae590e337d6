-- The discrepancies of all cases that bare rows are enough to see, and those that the agency sees more of.
SELECT
    d.case_id, d.id, d.kind, d.ref, d.positions, d.sides,
    d.since_position, d.since, d.settled_by, d.settled_at, d.file
FROM view_discrepancies.discrepancies d
WHERE (d.since_position, d.id) > (%(position)b, %(id)b)
  AND (%(case)b::uuid IS NULL OR d.case_id = %(case)b)
  AND (%(kind)b::text IS NULL OR d.kind = %(kind)b)
  AND (%(settled)b::boolean IS NULL OR (d.settled_by > 0) = %(settled)b)
  AND (
      d.bare
      -- LIMIT keeps this one look-up a row.
      OR (
          SELECT true FROM view_discrepancies.readers r
          WHERE r.case_id = d.case_id AND r.agency = %(agency)b AND r.id = d.id LIMIT 1
      )
  )
ORDER BY d.since_position, d.id
LIMIT %(limit)b
