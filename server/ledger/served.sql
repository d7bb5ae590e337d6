-- What an agency had been served of a case by a moment (null: by now): positions with the classes given, each pair once,
-- -1 where it was the bare row. A fetch of the feed names the stretch of the ledger that it served (first_n to last_n, no
-- longer than `page` rows), a read of a case names the case; what lists have told stands by position. OFFSET 0 keeps
-- each read a look-up of its own: the planner takes a stretch for half the log and would read every read there is.
WITH fed AS MATERIALIZED (
    SELECT DISTINCT r.read_id
    FROM {schema}.ledger owed
    CROSS JOIN LATERAL (
        SELECT read_id
        FROM {schema}.reads
        WHERE reads.agency = %(agency)b
          AND reads.first_n BETWEEN owed.n - %(page)b + 1 AND owed.n
          AND reads.last_n >= owed.n
          AND (%(by)b::timestamptz IS NULL OR reads.read_at <= %(by)b)
        OFFSET 0
    ) AS r
    WHERE owed.agency = %(agency)b AND owed.case_id = %(case)b
)
SELECT told.position, told.classes
FROM fed
CROSS JOIN LATERAL (
    SELECT positions, classes FROM {schema}.reads WHERE reads.read_id = fed.read_id OFFSET 0
) AS r
CROSS JOIN LATERAL unnest(r.positions, r.classes) AS told (position, classes)
WHERE told.position = ANY(%(positions)b::bigint[])
UNION
SELECT told.position, told.classes
FROM {schema}.reads r
CROSS JOIN LATERAL unnest(r.positions, r.classes) AS told (position, classes)
WHERE r.case_id = %(case)b
  AND r.agency = %(agency)b
  AND (%(by)b::timestamptz IS NULL OR r.read_at <= %(by)b)
  AND told.position = ANY(%(positions)b::bigint[])
UNION
SELECT told.position, told.classes
FROM {schema}.list_reads told
WHERE told.agency = %(agency)b
  AND told.position = ANY(%(positions)b::bigint[])
  AND (%(by)b::timestamptz IS NULL OR told.read_at <= %(by)b)
