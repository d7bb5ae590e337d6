SELECT n, hash, agency, kind, cause, position, case_id, classes, stage, on_date, detail
FROM {schema}.ledger
WHERE agency = %(agency)b AND n > %(after)b
ORDER BY n
LIMIT %(limit)b
