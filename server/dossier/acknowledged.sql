-- By which word an agency acknowledged each of these rows of its ledger: the first that reaches so far, in the agency's
-- own words where it signed it.
SELECT asked.n, word.n, word.hash, word.acknowledged_at, word.statement
FROM unnest(%(rows)b::bigint[]) AS asked (n)
CROSS JOIN LATERAL (
    SELECT a.n, a.hash, a.acknowledged_at, a.statement
    FROM jejak.acknowledgements a
    WHERE a.agency = %(agency)b AND a.n >= asked.n
    ORDER BY a.n, a.statement IS NULL
    LIMIT 1
) AS word
