-- The reads that are leaves of a range.
SELECT
    leaf, read_at, agency, role, token_id, person, call, purpose, origin, case_id, first_n, last_n, positions, classes,
    reason
FROM jejak.reads
WHERE leaf >= %(first)b AND leaf < %(upto)b
ORDER BY leaf
