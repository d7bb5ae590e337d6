-- The disputes that an agency may see, opened last first.
SELECT case_id, dispute_id, status, opened_position
FROM view_disputes.disputes
WHERE agency = %(agency)b
  AND opened_position < %(before)b
  AND (%(status)b::text IS NULL OR status = %(status)b)
  AND (%(case)b::uuid IS NULL OR case_id = %(case)b)
ORDER BY opened_position DESC
LIMIT %(limit)b
