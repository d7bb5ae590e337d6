-- The first confirmation stands; a second answers the first.
INSERT INTO jejak.purges (agency, case_id, erasure, token_id, confirmed_at)
SELECT %(agency)b, case_id, %(erasure)b, %(token_id)b, %(confirmed_at)b
FROM unnest(%(cases)b::uuid[]) AS told (case_id)
ORDER BY case_id
ON CONFLICT (agency, case_id, erasure) DO NOTHING
