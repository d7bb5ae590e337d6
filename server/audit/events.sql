-- Events of the log after a position, in its order, of all agencies or of one source, until they are `limit` or `bytes`
-- bytes (the first always). Positions have no holes, so the two bounds are a range of the primary key. The lengths are
-- read from the heads of the values, so what does not fit on the page is not read.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks, classes
FROM (
    SELECT of_them.*, coalesce(
        sum(octet_length(state)) OVER (ORDER BY notification_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0
    ) AS before
    FROM (
        SELECT *
        FROM jejak.log
        WHERE notification_id > %(after)b AND notification_id <= %(upto)b
            AND (%(source)b::text IS NULL OR source = %(source)b::text)
        ORDER BY notification_id
        LIMIT %(limit)b
    ) AS of_them
) AS page
WHERE before < %(bytes)b
ORDER BY notification_id
