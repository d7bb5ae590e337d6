-- Every row that means one of these events of a case, in all ledgers, each in its order: one look-up an agency.
SELECT owed.agency, owed.kind, owed.cause, owed.position, owed.case_id, owed.classes, owed.stage, owed.on_date,
       owed.detail
FROM {schema}.ledger_head head
JOIN {schema}.ledger owed ON owed.agency = head.agency AND owed.case_id = %(case)b
WHERE owed.position = ANY(%(positions)b::bigint[])
ORDER BY owed.agency, owed.n
