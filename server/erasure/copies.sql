-- Who was told to purge its copies of an erasure, by which event first, and since when it has said that it did.
SELECT told.agency, min(told.cause), max(said.confirmed_at)
FROM unnest(%(agencies)b::text[]) AS asked (agency)
JOIN jejak.ledger AS told
  ON told.agency = asked.agency AND told.kind = 'shredded' AND told.detail ->> 'erasure' = %(erasure)b::text
LEFT JOIN jejak.purges AS said
  ON said.agency = told.agency AND said.case_id = told.case_id AND said.erasure = %(id)b
WHERE told.case_id = %(case)b
GROUP BY told.agency
ORDER BY told.agency
