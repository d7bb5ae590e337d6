-- The cases of a log again and again under other ids, until it has so many events: their bodies byte for byte, each case
-- with versions of its own. As fast as PostgreSQL copies rows; nothing of it stands in ledger or views.
INSERT INTO jejak.log (
    notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes
)
SELECT
    head.position + row_number() OVER (ORDER BY copy.number, l.notification_id),
    md5(l.originator_id::text || copy.number)::uuid,
    l.originator_version, l.topic, l.state, l.source, l.event_id || '-' || copy.number, l.recorded_at, l.marks, l.classes
FROM (SELECT max(notification_id) AS position FROM jejak.log) AS head
CROSS JOIN generate_series(1, (%(events)s::bigint / head.position)::int + 1) AS copy (number)
JOIN jejak.log l ON l.originator_id IN (
    SELECT originator_id FROM jejak.log WHERE originator_version = 1 AND topic LIKE 'jejak.ReportReceived.%%'
)
ORDER BY 1
LIMIT greatest(%(events)s::bigint - (SELECT max(notification_id) FROM jejak.log), 0)
