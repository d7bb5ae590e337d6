-- What of a case an agency had acknowledged by a moment (null: by now): of the rows of its ledger up to the highest one
-- acknowledged, what fetches before the acknowledgement gave. Positions with classes, each pair once, -1 where it was the
-- bare row. A fetch may have served an event by two rows; of each row counts no more than the row entitles to. OFFSET 0
-- keeps the acknowledgements in the order of time, and each row of the ledger a look-up of its own.
WITH held AS MATERIALIZED (
    SELECT max(n) AS n
    FROM (
        SELECT n
        FROM {schema}.acknowledgements
        WHERE agency = %(agency)b AND (%(by)b::timestamptz IS NULL OR acknowledged_at <= %(by)b)
        OFFSET 0
    ) AS by_then
)
SELECT DISTINCT
    owed.position,
    CASE WHEN owed.on_date IS NULL AND told.classes >= 0 THEN owed.classes & told.classes ELSE (-1)::smallint END AS classes
FROM held
JOIN {schema}.ledger owed ON owed.agency = %(agency)b AND owed.case_id = %(case)b AND owed.n <= held.n
CROSS JOIN LATERAL (
    SELECT a.acknowledged_at AS at
    FROM {schema}.acknowledgements a
    WHERE a.agency = %(agency)b
      AND a.n >= owed.n
      AND (%(by)b::timestamptz IS NULL OR a.acknowledged_at <= %(by)b)
    ORDER BY a.acknowledged_at DESC
    LIMIT 1
) AS taken
CROSS JOIN LATERAL (
    SELECT positions, classes
    FROM {schema}.reads r
    WHERE r.agency = %(agency)b
      AND r.first_n BETWEEN owed.n - %(page)b + 1 AND owed.n
      AND r.last_n >= owed.n
      AND r.read_at <= taken.at
    OFFSET 0
) AS r
CROSS JOIN LATERAL unnest(r.positions, r.classes) AS told (position, classes)
WHERE owed.kind NOT IN ('withdrawn', 'shredded') AND told.position = owed.position
