-- Per projection: its position, how many events it is behind, since when the oldest of them waits, cases parked.
SELECT c.name, c.position, h.position - c.position AS events, l.recorded_at AS waits_since,
       (SELECT count(*) FROM jejak.parked p WHERE p.projection = c.name) AS parked
FROM jejak.checkpoints c
CROSS JOIN jejak.log_head h
LEFT JOIN jejak.log l ON l.notification_id = c.position + 1
WHERE c.name = ANY(%(names)s)
ORDER BY c.name
