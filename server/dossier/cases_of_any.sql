-- The cases in which any of these agencies may see a dispute of this id, the one that was opened first before all others.
SELECT case_id
FROM (
    SELECT DISTINCT ON (case_id) case_id, opened_position
    FROM view_disputes.disputes
    WHERE agency = ANY(%(agencies)b::text[]) AND dispute_id = %(dispute)b
    ORDER BY case_id
) AS known
ORDER BY opened_position
LIMIT 20
