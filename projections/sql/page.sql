-- The next events of the log after a position, in log order.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes
FROM jejak.log
WHERE notification_id > %(after)s
ORDER BY notification_id
LIMIT %(limit)s
