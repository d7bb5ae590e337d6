SELECT DISTINCT case_id
FROM jejak.ledger
WHERE agency = %(agency)b AND kind = 'shredded' AND detail ->> 'erasure' = %(erasure)b::text
