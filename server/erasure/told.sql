-- Whether the ledgers have taken in an event, and do not pass over its case.
SELECT position >= %(cause)b
       AND NOT EXISTS (SELECT FROM jejak.parked WHERE projection = 'ledger' AND case_id = %(case_id)b)
FROM jejak.checkpoints
WHERE name = 'ledger'
