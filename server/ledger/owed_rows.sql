-- Everything an agency was owed of these cases up to row n, in the order of its ledger. `n + 0` keeps the planner
-- from walking the agency's whole ledger along its primary key, which on an empty table looks as cheap.
SELECT agency, kind, cause, position, ledger.case_id, classes, stage, on_date, detail
FROM unnest(%(cases)b::uuid[]) AS asked (case_id)
JOIN {schema}.ledger ON ledger.agency = %(agency)b AND ledger.case_id = asked.case_id
WHERE n + 0 <= %(upto)b
ORDER BY n
