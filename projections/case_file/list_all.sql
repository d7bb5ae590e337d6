-- Every case, last moved first, for those who by their office see of each that something happened: by the last event
-- of which all of them see a row. Where such an agency is on a case itself, its own place in it is told too.
SELECT
    c.case_id,
    p.relation,
    p.history,
    p.ended OR p.ends <= %(now)b AS ended,
    p.ends,
    c.opened_at,
    NULL::boolean AS closed,
    s.stage,
    s.on_date,
    s.position,
    c.overseen_position AS last_position
FROM view_case_file.cases c
LEFT JOIN view_case_file.parties p ON p.case_id = c.case_id AND p.agency = %(agency)b
LEFT JOIN view_case_file.stages s ON s.case_id = c.case_id AND s.agency = '*'
WHERE c.overseen_position < %(before)b
  AND (%(stage)b::text IS NULL OR s.stage = %(stage)b)
  AND (%(other)b::text IS NULL OR %(other)b = ANY(string_to_array(p.agencies, ' ')))
  AND c.case_id BETWEEN %(lowest)b AND %(highest)b
ORDER BY c.overseen_position DESC
LIMIT %(limit)b
