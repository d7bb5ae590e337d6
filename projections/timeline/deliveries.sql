-- Who was owed some events of a case, and since when they have them. Per agency and event, the first row of its
-- ledger that gave it a right to the event. A fetch of the feed serves a stretch of the ledger (first_n to last_n,
-- no longer than %(page)s rows); reads of the case name positions.
SELECT DISTINCT ON (owed.position, owed.agency)
    owed.position,
    owed.agency,
    owed.kind,
    owed.n,
    owed.cause,
    least(
        (SELECT min(r.read_at) FROM jejak.reads r
         WHERE r.agency = owed.agency AND r.first_n BETWEEN owed.n - %(page)s + 1 AND owed.n AND r.last_n >= owed.n),
        (SELECT min(r.read_at) FROM jejak.reads r
         WHERE r.case_id = owed.case_id AND r.agency = owed.agency AND owed.position = ANY(r.positions))
    ) AS fetched_at,
    (SELECT min(a.acknowledged_at) FROM jejak.acknowledgements a
     WHERE a.agency = owed.agency AND a.n >= owed.n) AS acknowledged_at
FROM jejak.ledger owed
WHERE owed.agency = ANY(%(agencies)s)
  AND owed.case_id = %(case)s
  AND owed.position = ANY(%(positions)s)
  AND owed.kind <> 'withdrawn'
ORDER BY owed.position, owed.agency, owed.n
