-- LIMIT 1 keeps this a look-up per event; a join could become a hash of the whole log.
SELECT found.*
FROM unnest(%(cases)b, %(versions)b) AS asked (stream, version)
CROSS JOIN LATERAL (
    SELECT l.notification_id, l.originator_id, l.originator_version, l.topic, l.state, l.source, l.event_id,
        l.recorded_at, l.marks, l.classes
    FROM jejak.log l
    WHERE l.originator_id = asked.stream AND l.originator_version = asked.version
    LIMIT 1
) AS found
