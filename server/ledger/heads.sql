-- Of all agencies: one deployment has some hundreds at most.
SELECT agency, n
FROM {schema}.ledger_head
