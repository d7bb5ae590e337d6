INSERT INTO jejak.reads (read_at, agency, token_id, call, case_id, first_n, last_n, positions, classes)
VALUES (
    %(read_at)s, %(agency)s, %(token_id)s, %(call)s, %(case_id)s, %(first_n)s, %(last_n)s,
    %(positions)s::bigint[], %(classes)s::smallint[]
)
