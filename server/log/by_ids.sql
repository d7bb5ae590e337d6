-- LIMIT 1 keeps this a look-up per id; a join could become a hash of the whole log.
SELECT found.*
FROM unnest(%(sources)b, %(ids)b) AS asked (source, event_id)
CROSS JOIN LATERAL (
    SELECT l.notification_id, l.originator_id, l.originator_version, l.topic, l.state, l.source, l.event_id,
        l.recorded_at, l.marks, l.classes, l.call,
        (SELECT s.request_hmac FROM jejak.sealed s WHERE s.position = l.notification_id)
    FROM jejak.log l
    WHERE l.source = asked.source AND l.event_id = asked.event_id
    LIMIT 1
) AS found
