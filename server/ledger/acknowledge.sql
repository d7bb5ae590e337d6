-- The first acknowledgement of a row stands; a second of the same answers the first.
INSERT INTO {schema}.acknowledgements (agency, n, hash, token_id, acknowledged_at)
VALUES (%(agency)b, %(n)b, %(hash)b, %(token_id)b, %(acknowledged_at)b)
ON CONFLICT (agency, n) DO NOTHING
