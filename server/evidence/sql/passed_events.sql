SELECT notification_id, originator_id, originator_version, topic, source, recorded_at, marks, state
FROM jejak.log
WHERE notification_id > %(after)b AND notification_id <= %(upto)b
ORDER BY notification_id
