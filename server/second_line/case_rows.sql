-- The events of a stream that the agency may read, each with what is sealed of it.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes,
    CASE WHEN classes <> 0 THEN (SELECT s.items FROM jejak.sealed s WHERE s.position = log.notification_id) END AS items
FROM jejak.log
WHERE originator_id = %(case)b
ORDER BY originator_version
