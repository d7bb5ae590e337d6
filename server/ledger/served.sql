-- What an agency had been served of a case by a moment (null: by now): positions with the classes given, each pair once,
-- -1 where it was the bare row. A fetch of the feed names the stretch of the ledger that it served (first_n to last_n, no
-- longer than `page` rows), a read of a case names the case; what lists have told stands by position.
WITH fed AS MATERIALIZED (
    SELECT DISTINCT r.read_id
    FROM {schema}.ledger owed
    JOIN {schema}.reads r
        ON r.agency = owed.agency
        AND r.first_n BETWEEN owed.n - %(page)b + 1 AND owed.n
        AND r.last_n >= owed.n
    WHERE owed.agency = %(agency)b
      AND owed.case_id = %(case)b
      AND (%(by)b::timestamptz IS NULL OR r.read_at <= %(by)b)
)
SELECT told.position, told.classes
FROM fed
JOIN {schema}.reads r USING (read_id)
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
