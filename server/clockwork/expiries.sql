-- What has ended by itself by now, the earliest first, after a place in that order. `event` is its own stream's.
SELECT case_id, kind, agency, position, due_at
FROM view_expiries.expiries
WHERE due_at <= %(now)b
  AND (due_at, case_id, kind, agency, position) > (%(due_at)b, %(case)b, %(kind)b, %(agency)b, %(position)b)
ORDER BY due_at, case_id, kind, agency, position
LIMIT %(limit)b
