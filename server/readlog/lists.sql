-- What lists told of by the reads, and by position: anything that stands in one of them alone.
WITH told AS (
    SELECT r.agency, told.position, told.classes
    FROM jejak.reads r
    CROSS JOIN LATERAL unnest(r.positions, r.classes) AS told (position, classes)
    WHERE r.case_id IS NULL AND r.first_n IS NULL
)
(TABLE told EXCEPT SELECT agency, position, classes FROM jejak.list_reads)
UNION ALL
(SELECT agency, position, classes FROM jejak.list_reads EXCEPT TABLE told)
LIMIT 1
