SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at,
    marks, classes
FROM jejak.log
WHERE originator_id = %(case)b AND notification_id <= %(upto)b
ORDER BY originator_version
