-- Rows of one agency after row n, each with its event as stored where the reader has its body, until the page holds
-- `limit` rows or `bytes` bytes of events (the first row always). The lengths are read from the heads of the
-- values, so what does not fit on the page is not read.
SELECT n, hash, kind, cause, position, case_id, classes, stage, on_date, detail,
       version, topic, state, source, event_id, recorded_at, marks, event_classes,
       CASE WHEN classes <> 0 THEN
           (SELECT sealed.items FROM {schema}.sealed WHERE sealed.position = page.position)
       END AS items
FROM (
    SELECT owed.n, owed.hash, owed.kind, owed.cause, owed.position, owed.case_id, owed.classes, owed.stage,
           owed.on_date, owed.detail, log.originator_version AS version, log.topic, log.state, log.source,
           log.event_id, log.recorded_at, log.marks, log.classes AS event_classes,
           coalesce(sum(octet_length(log.state))
               OVER (ORDER BY owed.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM (
        SELECT *
        FROM {schema}.ledger
        WHERE agency = %(agency)b AND n > %(after)b
        ORDER BY n
        LIMIT %(limit)b
    ) AS owed
    LEFT JOIN {schema}.log ON log.notification_id = owed.position
) AS page
WHERE before < %(bytes)b
ORDER BY n
