-- Every read in the order of the tree.
SELECT
    leaf, read_at, agency, role, token_id, person, call, purpose, origin, case_id, first_n, last_n, positions, classes,
    reason
FROM jejak.reads
ORDER BY leaf
