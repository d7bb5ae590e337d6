-- The next moment from one on at which a rule of the deployment may have something to put on record.
SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM view_expiries.expiries WHERE due_at >= %(after)s
) AS soonest
