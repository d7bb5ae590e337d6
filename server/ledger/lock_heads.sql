-- In agency order, so that two writers wait for each other and never deadlock.
SELECT agency, n, hash
FROM {schema}.ledger_head
WHERE agency = ANY(%(agencies)b::text[])
ORDER BY agency
FOR UPDATE
