-- Events that may have moved a due time: those that came after what happened later than they did, those whose type
-- pauses, resumes or corrects, and those of a case in which a deadline has lapsed.
SELECT event.notification_id
FROM jejak.log AS event
WHERE event.notification_id > %(after)b AND event.notification_id <= %(upto)b
  AND split_part(event.topic, '.', 2) <> ALL(%(by_rule)b)
  AND (
      event.marks & 1 = 1
      OR split_part(event.topic, '.', 2) = ANY(%(moving)b)
      OR EXISTS (
          SELECT FROM jejak.log AS lapse
          WHERE split_part(lapse.topic, '.', 2) = 'DeadlineLapsed'
            AND lapse.originator_id = event.originator_id AND lapse.notification_id < event.notification_id
      )
  )
ORDER BY event.notification_id
LIMIT %(limit)b
