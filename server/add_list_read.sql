-- A read of a list or board, which names neither a case nor rows of the ledger: besides the read itself, which events it
-- told of for the first time. The read first, because its trigger takes the lock of the tree: whoever holds that waits
-- for no row of another.
WITH added AS (
    INSERT INTO jejak.reads (
        read_at, agency, role, token_id, person, purpose, origin, call, case_id, first_n, last_n, positions, classes,
        reason
    )
    VALUES (
        %(read_at)s, %(agency)s, %(role)s, %(token_id)s, %(person)s, %(purpose)s, %(origin)s, %(call)s, %(case_id)s,
        %(first_n)s, %(last_n)s, %(positions)s::bigint[], %(classes)s::smallint[],
        %(reason)s
    )
    RETURNING leaf
)
INSERT INTO jejak.list_reads (agency, position, classes, read_at, leaf)
SELECT DISTINCT %(agency)s::text, told.position, told.classes, %(read_at)s::timestamptz, added.leaf
FROM added
CROSS JOIN unnest(%(positions)s::bigint[], %(classes)s::smallint[]) AS told (position, classes)
ORDER BY told.position, told.classes
ON CONFLICT DO NOTHING
