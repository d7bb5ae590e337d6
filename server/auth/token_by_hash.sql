SELECT token_id, agency, role, secret_hash, expires_at, seal
FROM jejak.tokens
WHERE secret_hash = %(secret_hash)s AND revoked_at IS NULL;
