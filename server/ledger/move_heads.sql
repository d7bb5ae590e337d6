INSERT INTO {schema}.ledger_head (agency, n, hash)
SELECT * FROM unnest(%(agency)b::text[], %(n)b::bigint[], %(hash)b::bytea[])
ON CONFLICT (agency) DO UPDATE SET n = excluded.n, hash = excluded.hash
