-- The first acknowledgement of a row stands, once by a token and once in the agency's own words; a second of the same
-- answers the first.
INSERT INTO {schema}.acknowledgements (agency, n, hash, token_id, acknowledged_at, statement)
VALUES (%(agency)b, %(n)b, %(hash)b, %(token_id)b, %(acknowledged_at)b, %(statement)b)
ON CONFLICT (agency, n, (statement IS NOT NULL)) DO NOTHING
