UPDATE jejak.tokens SET revoked_at = %(revoked_at)s
WHERE token_id = %(token_id)s AND revoked_at IS NULL
RETURNING secret_hash;
