-- The next events of the log, in log order. Positions have no holes, so a page is a range: no plan can turn it into a
-- scan of the log.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes
FROM jejak.log
WHERE notification_id > %(after)b AND notification_id <= %(last)b
ORDER BY notification_id
