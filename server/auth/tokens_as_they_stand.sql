SELECT token_id, agency, role, secret_hash, expires_at FROM jejak.tokens FOR UPDATE;
