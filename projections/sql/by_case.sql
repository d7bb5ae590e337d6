-- The log up to a position, case by case in version order, from the row after a case and version.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes
FROM jejak.log
WHERE (originator_id, originator_version) > (%(case)b, %(version)b) AND notification_id <= %(upto)b
ORDER BY originator_id, originator_version
LIMIT %(limit)b
