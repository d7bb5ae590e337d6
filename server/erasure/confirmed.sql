SELECT max(confirmed_at)
FROM jejak.purges
WHERE agency = %(agency)b AND erasure = %(erasure)b AND case_id = ANY(%(cases)b)
