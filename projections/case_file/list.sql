-- The cases an agency may see something of, last moved first. A relation that has ended by itself since the last
-- event of the case hides the stage, and the case too unless the agency has recorded in it.
SELECT
    g.case_id,
    p.relation,
    p.history,
    p.ended OR p.ends <= %(now)b AS ended,
    p.ends,
    p.opened_at,
    p.closed,
    CASE WHEN p.ends <= %(now)b THEN NULL ELSE s.stage END AS stage,
    CASE WHEN p.ends <= %(now)b THEN NULL ELSE s.on_date END AS stage_on,
    CASE WHEN p.ends <= %(now)b THEN NULL ELSE s.position END AS stage_position,
    g.last_position
FROM view_case_file.progress g
JOIN view_case_file.parties p USING (case_id, agency)
LEFT JOIN view_case_file.stages s USING (case_id, agency)
WHERE g.agency = %(agency)b
  AND g.last_position < %(before)b
  AND (
      p.ends IS NULL OR p.ends > %(now)b
      -- LIMIT keeps this one look-up a case: without it the planner may read the whole log once.
      OR (SELECT true FROM jejak.log l WHERE l.originator_id = g.case_id AND l.source = '/agencies/' || g.agency LIMIT 1)
  )
  AND (%(stage)b::text IS NULL OR s.stage = %(stage)b AND (p.ends IS NULL OR p.ends > %(now)b))
  AND (%(other)b::text IS NULL OR %(other)b = ANY(string_to_array(p.agencies, ' ')))
  AND g.case_id BETWEEN %(lowest)b AND %(highest)b
ORDER BY g.last_position DESC
LIMIT %(limit)b
