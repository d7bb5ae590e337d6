-- All events of some cases up to a position, case by case in version order.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes
FROM jejak.log
WHERE originator_id = ANY(%(cases)s) AND notification_id <= %(upto)s
ORDER BY originator_id, originator_version
