SELECT notification_id, recorded_at, originator_id, originator_version, source, event_id, state, call
FROM jejak.log
WHERE notification_id = ANY(%b)
ORDER BY notification_id
