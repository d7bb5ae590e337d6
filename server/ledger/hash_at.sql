SELECT hash
FROM {schema}.ledger
WHERE agency = %(agency)b AND n = %(n)b
