INSERT INTO jejak.tokens (token_id, agency, role, secret_hash, issued_at, expires_at, seal)
VALUES (%(token_id)s, %(agency)s, %(role)s, %(secret_hash)s, %(issued_at)s, %(expires_at)s, %(seal)s);
