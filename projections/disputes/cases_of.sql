-- The cases in which an agency may see a dispute of this id, the one that was opened first before all others.
SELECT case_id
FROM view_disputes.disputes
WHERE agency = %(agency)b
  AND dispute_id = %(dispute)b
ORDER BY opened_position
LIMIT 20
