-- What the leaves of a range are made of. Positions have no holes, so it is a range of the primary key.
SELECT notification_id, originator_version, recorded_at, marks, classes, state
FROM jejak.log
WHERE notification_id > %(first)b AND notification_id <= %(upto)b
ORDER BY notification_id
