-- All events of some cases up to a position, case by case in version order. One look-up a case, in a subquery that
-- cannot be merged with the rest: a plan made while the log was small must not read the log from its beginning.
SELECT e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, e.source, e.event_id, e.recorded_at,
       e.marks, e.classes
FROM unnest(%(cases)b::uuid[]) AS asked (stream)
CROSS JOIN LATERAL (
    SELECT * FROM jejak.log l
    WHERE l.originator_id = asked.stream
    ORDER BY l.originator_version
    OFFSET 0
) e
WHERE e.notification_id <= %(upto)b
ORDER BY e.originator_id, e.originator_version
