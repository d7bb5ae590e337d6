-- What the ledger of the agency ever gave of a case: by position of the event, bare rows too, and all classes together.
-- A row without classes is no event: from this position on the ledgers pass over the case.
SELECT position, bit_or(classes) AS classes
FROM jejak.ledger
WHERE agency = (SELECT current_setting('jejak.agency', true)) AND case_id = %(case)b AND position IS NOT NULL
GROUP BY position
UNION ALL
SELECT position, NULL FROM jejak.parked WHERE projection = 'ledger' AND case_id = %(case)b
