-- Who was told to purge its copies by an event, and since when it has said that it did.
SELECT DISTINCT told.agency, purges.confirmed_at
FROM jejak.ledger_head head
JOIN jejak.ledger told ON told.agency = head.agency AND told.case_id = %(case_id)b
LEFT JOIN jejak.purges ON purges.agency = told.agency AND purges.case_id = told.case_id AND purges.erasure = %(erasure)b
WHERE told.kind = 'shredded' AND told.cause = %(cause)b
ORDER BY told.agency
