-- From which event on the ledgers pass over a case, if they do.
SELECT position FROM jejak.parked WHERE projection = 'ledger' AND case_id = %(case)b
