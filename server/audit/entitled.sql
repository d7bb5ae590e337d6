-- The classes that the ledger of the agency ever gave of events of some cases, by log position.
SELECT position, bit_or(classes) AS classes
FROM jejak.ledger
WHERE agency = (SELECT current_setting('jejak.agency', true))
    AND case_id = ANY(%(cases)b::uuid[])
    AND position = ANY(%(positions)b::bigint[])
GROUP BY position
