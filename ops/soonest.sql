-- The next moment from one on at which a rule of the deployment may have something to put on record.
SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM view_expiries.expiries WHERE due_at >= %(after)s
    UNION ALL
    SELECT min(due_at) FROM view_clock_board.clocks
    WHERE due_at >= %(after)s AND stopped_at IS NULL AND paused_at IS NULL AND lapsed_due IS DISTINCT FROM due_at
) AS soonest
