-- The next cases, in the order of their ids, that an agency was ever owed anything of: one index step each.
WITH RECURSIVE owed AS (
    (
        SELECT case_id, 1 AS place
        FROM {schema}.ledger
        WHERE agency = %(agency)b AND case_id > %(after)b
        ORDER BY case_id
        LIMIT 1
    )
    UNION ALL
    SELECT following.case_id, owed.place + 1
    FROM owed
    CROSS JOIN LATERAL (
        SELECT case_id
        FROM {schema}.ledger
        WHERE agency = %(agency)b AND case_id > owed.case_id
        ORDER BY case_id
        LIMIT 1
    ) AS following
    WHERE owed.place < %(limit)b
)
SELECT case_id
FROM owed
ORDER BY case_id
