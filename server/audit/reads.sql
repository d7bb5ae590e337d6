-- Reads with a leaf after one and up to another, in the order of the tree, of all agencies or of one.
SELECT
    leaf, read_at, agency, role, token_id, person, call, purpose, origin, case_id, first_n, last_n, positions, classes,
    reason
FROM jejak.reads
WHERE leaf > %(after)b AND leaf <= %(upto)b AND (%(agency)b::text IS NULL OR agency = %(agency)b::text)
ORDER BY leaf
LIMIT %(limit)b
