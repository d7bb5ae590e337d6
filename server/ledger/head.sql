SELECT n, hash
FROM {schema}.ledger_head
WHERE agency = %(agency)b
