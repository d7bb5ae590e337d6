-- The reads that told anything of a case, last first, before the leaf `before`: reads that name the case, fetches of the
-- feed that served a row of it, and lists when they told of one of its events for the first time (a list that tells the
-- same again tells nothing new). OFFSET 0 keeps each look-up one of its own (see server/ledger/served.sql).
WITH told AS (
    SELECT leaf FROM jejak.reads WHERE case_id = %(case)b AND leaf < %(before)b
    UNION
    SELECT fetched.leaf
    FROM unnest(%(agencies)b::text[]) AS known (agency)
    CROSS JOIN LATERAL (
        SELECT DISTINCT n FROM jejak.ledger owed
        WHERE owed.agency = known.agency AND owed.case_id = %(case)b OFFSET 0
    ) AS owed
    CROSS JOIN LATERAL (
        SELECT leaf FROM jejak.reads r
        WHERE r.agency = known.agency
            AND r.first_n BETWEEN owed.n - %(page)b + 1 AND owed.n
            AND r.last_n >= owed.n
        OFFSET 0
    ) AS fetched
    UNION
    SELECT listed.leaf
    FROM unnest(%(agencies)b::text[]) AS known (agency)
    CROSS JOIN LATERAL (
        SELECT leaf FROM jejak.list_reads told
        WHERE told.agency = known.agency AND told.position = ANY(%(positions)b::bigint[])
        OFFSET 0
    ) AS listed
)
SELECT
    r.leaf, r.read_at, r.agency, r.role, r.token_id, r.person, r.call, r.purpose, r.origin, r.case_id,
    r.first_n, r.last_n, r.positions, r.classes, r.reason
FROM (SELECT leaf FROM told WHERE leaf < %(before)b ORDER BY leaf DESC LIMIT %(limit)b) AS page
JOIN jejak.reads r ON r.leaf = page.leaf
ORDER BY r.leaf DESC
