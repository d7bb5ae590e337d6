-- Since when an agency has had the body of an event: by a fetch of the feed (which serves a stretch of its ledger, no
-- longer than `page` rows), a read of the case, or a list. One row for each agency and event asked for, in their order.
-- OFFSET 0: see server/ledger/served.sql.
SELECT least(
    (SELECT min(r.read_at)
     FROM jejak.ledger owed
     CROSS JOIN LATERAL (
         SELECT read_at, positions, classes
         FROM jejak.reads
         WHERE reads.agency = asked.agency
           AND reads.first_n BETWEEN owed.n - %(page)b + 1 AND owed.n
           AND reads.last_n >= owed.n
         OFFSET 0
     ) AS r
     CROSS JOIN LATERAL unnest(r.positions, r.classes) AS told (position, classes)
     WHERE owed.agency = asked.agency
       AND owed.case_id = asked.case_id
       AND owed.position = asked.position
       AND told.position = asked.position
       AND told.classes >= 0),
    (SELECT min(r.read_at)
     FROM jejak.reads r
     CROSS JOIN LATERAL unnest(r.positions, r.classes) AS told (position, classes)
     WHERE r.case_id = asked.case_id
       AND r.agency = asked.agency
       AND told.position = asked.position
       AND told.classes >= 0),
    (SELECT min(told.read_at)
     FROM jejak.list_reads told
     WHERE told.agency = asked.agency AND told.position = asked.position AND told.classes >= 0)
) AS seen_at
FROM unnest(%(cases)b::uuid[], %(agencies)b::text[], %(positions)b::bigint[])
    WITH ORDINALITY AS asked (case_id, agency, position, place)
ORDER BY asked.place
