-- What was promised in the task forces asked for, as far as the agency sits on them or recorded the promise: what is
-- still owed first, by the day it is due, then the rest, the one that moved last first. `today`: the day in the zone of
-- each task force.
SELECT c.settled, c.place, c.case_id, c.commitment, c.made_by, c.owner, c.with_agencies, c.topic, c.meeting, c.indicator,
       c.progress, c.due, c.first_due, c.fulfilled_on, c.made_position, c.made_at, c.last_position, c.last_at,
       NOT c.settled AND c.due < asked.today AS overdue
FROM view_commitments.commitments c
JOIN unnest(%(streams)b::uuid[], %(todays)b::date[]) AS asked (case_id, today) USING (case_id)
WHERE (
      c.made_by = %(agency)b
      OR EXISTS (SELECT FROM view_commitments.members m WHERE m.case_id = c.case_id AND m.agency = %(agency)b)
  )
  AND (c.settled, c.place, c.case_id, c.commitment) > (%(settled)b, %(place)b, %(case)b, %(commitment)b)
  AND (%(owner)b::text IS NULL OR c.owner = %(owner)b)
  AND (%(topic)b::text IS NULL OR c.topic = %(topic)b)
  AND CASE %(standing)b::text
      WHEN 'due' THEN NOT c.settled AND c.due >= asked.today
      WHEN 'overdue' THEN NOT c.settled AND c.due < asked.today
      WHEN 'fulfilled' THEN c.progress = 'fulfilled'
      WHEN 'dropped' THEN c.progress = 'dropped'
      ELSE true
  END
ORDER BY c.settled, c.place, c.case_id, c.commitment
LIMIT %(limit)b
