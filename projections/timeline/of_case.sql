-- The events of a case after a version, in the order in which they were recorded.
SELECT position, version, type, agency, event_id, occurred, occurred_offset, recordedat, classes, marks, person, group_id,
       about
FROM view_timeline.events
WHERE case_id = %(case)s AND version > %(after)s
ORDER BY version
LIMIT %(limit)s
