-- Everything an agency was owed of these cases up to row n, in the order of its ledger.
SELECT agency, kind, cause, position, case_id, classes, stage, on_date, detail
FROM {schema}.ledger
WHERE agency = %(agency)b AND case_id = ANY(%(cases)b::uuid[]) AND n <= %(upto)b
ORDER BY n
