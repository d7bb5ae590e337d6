-- `+ 0`: by the bound alone the planner, as long as it knows little of the table, would read the log from its beginning.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at,
    marks, classes
FROM jejak.log
WHERE originator_id = %(case)b AND notification_id + 0 <= %(upto)b
ORDER BY originator_version
