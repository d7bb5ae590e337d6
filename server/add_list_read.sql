-- A read of a list or board, which names neither a case nor rows of the ledger: besides the read itself, which events it
-- told of for the first time. In one order, so that two readers of one agency never wait for each other.
WITH added AS (
    INSERT INTO jejak.reads (read_at, agency, token_id, call, case_id, first_n, last_n, positions, classes)
    VALUES (
        %(read_at)s, %(agency)s, %(token_id)s, %(call)s, %(case_id)s, %(first_n)s, %(last_n)s,
        %(positions)s::bigint[], %(classes)s::smallint[]
    )
)
INSERT INTO jejak.list_reads (agency, position, classes, read_at)
SELECT DISTINCT %(agency)s::text, told.position, told.classes, %(read_at)s::timestamptz
FROM unnest(%(positions)s::bigint[], %(classes)s::smallint[]) AS told (position, classes)
ORDER BY told.position, told.classes
ON CONFLICT DO NOTHING
