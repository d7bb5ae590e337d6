-- The events of a stream that the agency may read, each with the most data classes that its ledger ever gave of it;
-- of its own events all.
SELECT l.notification_id, l.originator_id, l.originator_version, l.topic, l.state, l.source, l.event_id, l.recorded_at,
    l.marks, l.classes,
    CASE
        WHEN l.source = (SELECT '/agencies/' || current_setting('jejak.agency', true)) THEN l.classes
        ELSE (
            SELECT bit_or(owed.classes) FROM jejak.ledger owed
            WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
              AND owed.case_id = l.originator_id
              AND owed.position = l.notification_id
        )
    END AS entitled
FROM jejak.log l
WHERE l.originator_id = %(case)b AND l.notification_id <= %(upto)b
ORDER BY l.originator_version
