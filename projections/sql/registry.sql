-- All events of the registry up to a position, in log order: those of the named types, in any version.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes
FROM jejak.log
WHERE split_part(topic, '.', 2) = ANY(%(names)s) AND notification_id <= %(upto)s
ORDER BY notification_id
