-- Clocks that ran out without being met in time and have no lapse on record for that due time, the earliest first,
-- after a place in that order. A clock lapses when the due second has passed (`in_time` of domain/clocks/clock.py).
SELECT case_id, rule, ref, started_position, due_at
FROM view_clock_board.clocks
WHERE due_at < date_trunc('second', %(now)b::timestamptz)
  AND paused_at IS NULL
  AND lapsed_due IS DISTINCT FROM due_at
  AND (stopped_at IS NULL OR stopped_at > due_at)
  AND (stopped_at IS NULL OR date_trunc('second', stopped_at) > due_at)
  AND (due_at, case_id, rule, ref, started_position)
      > (%(due_at)b, %(case)b, %(rule)b, %(ref)b, %(position)b)
ORDER BY due_at, case_id, rule, ref, started_position
LIMIT %(limit)b
