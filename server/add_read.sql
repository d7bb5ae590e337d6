-- A trigger gives the read its place in the tree (migration 0015).
INSERT INTO jejak.reads (
    read_at, agency, role, token_id, person, purpose, origin, call, case_id, first_n, last_n, positions, classes,
    reason
)
VALUES (
    %(read_at)s, %(agency)s, %(role)s, %(token_id)s, %(person)s, %(purpose)s, %(origin)s, %(call)s, %(case_id)s,
    %(first_n)s, %(last_n)s, %(positions)s::bigint[], %(classes)s::smallint[],
    %(reason)s
)
