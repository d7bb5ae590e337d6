SELECT l.notification_id, l.originator_id, l.originator_version, l.topic, l.state, l.source, l.event_id,
    l.recorded_at, l.marks, l.classes, l.call,
    (SELECT s.request_hmac FROM jejak.sealed s WHERE s.position = l.notification_id)
FROM jejak.log l
WHERE l.call = %(call)b
ORDER BY l.notification_id
