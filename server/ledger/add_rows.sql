-- Zero and the empty string stand for NULL in the arrays: no position, stage, date or detail is either.
INSERT INTO {schema}.ledger (agency, n, kind, cause, position, case_id, classes, stage, on_date, detail, hash)
SELECT agency, n, kind, cause, nullif(position, 0), case_id, classes,
       nullif(stage, ''), nullif(on_date, '')::date, nullif(detail, '')::jsonb, hash
FROM unnest(
    %(agency)b::text[], %(n)b::bigint[], %(kind)b::text[], %(cause)b::bigint[], %(position)b::bigint[],
    %(case_id)b::uuid[], %(classes)b::smallint[], %(stage)b::text[], %(on_date)b::text[], %(detail)b::text[],
    %(hash)b::bytea[]
) AS added (agency, n, kind, cause, position, case_id, classes, stage, on_date, detail, hash)
