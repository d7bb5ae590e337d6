-- The next moment from one on at which a rule of the deployment may have something to put on record: access and
-- consents end at their moment, a clock has lapsed once its due second is over (server/clockwork/deadlines.sql).
SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM view_expiries.expiries WHERE due_at >= %(after)s
    UNION ALL
    SELECT min(over_at) FROM (
        SELECT date_trunc('second', due_at) + interval '1 second' AS over_at
        FROM view_clock_board.clocks
        WHERE stopped_at IS NULL AND paused_at IS NULL AND lapsed_due IS DISTINCT FROM due_at
    ) AS running
    WHERE over_at >= %(after)s
) AS soonest
