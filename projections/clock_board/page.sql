-- A page of the board: the clocks of the cases that an agency may be able to see (all cases where %(all)b), by due
-- time. What a clock shows is told here as `status` of domain/clocks/clock.py tells it; a test holds them together.
SELECT case_id, rule, ref, started_position, ref_kind, owner, owner_kind, started_agency, started_id,
       started_at, stated_at, due_at, soon_at, stopped_position, stopped_at, paused_position, paused_at,
       pause_reason, presumed, lapsed_position, warning, basis, confidence, zone, status
FROM view_clock_board.clocks
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN stopped_at <= %(now)b AND (due_at IS NULL OR date_trunc('second', stopped_at) <= due_at) THEN 'met'
        WHEN stopped_at <= %(now)b THEN 'met_late'
        WHEN paused_at IS NOT NULL THEN 'paused'
        WHEN date_trunc('second', %(now)b::timestamptz) > due_at THEN 'lapsed'
        WHEN soon_at <= %(now)b THEN 'due_soon'
        ELSE 'running'
    END AS status
) AS shown
WHERE (COALESCE(due_at, TIMESTAMPTZ '9999-12-31 00:00:00+00'), case_id, rule, started_position)
      > (%(due)b, %(case_after)b, %(rule)b, %(position)b)
  AND (%(all)b OR EXISTS (
      SELECT FROM view_clock_board.readers
      WHERE readers.agency = %(agency)b AND readers.case_id = clocks.case_id
  ))
  AND (%(status)b::text IS NULL OR status = %(status)b)
  AND (%(case)b::uuid IS NULL OR case_id = %(case)b)
  AND (%(owner)b::text IS NULL OR owner = %(owner)b)
  AND (%(due_before)b::timestamptz IS NULL OR due_at < %(due_before)b)
ORDER BY COALESCE(due_at, TIMESTAMPTZ '9999-12-31 00:00:00+00'), case_id, rule, started_position
LIMIT %(limit)b
