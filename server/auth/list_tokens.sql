SELECT token_id, agency, role, issued_at, expires_at, revoked_at
FROM jejak.tokens
WHERE %(agency)s::text IS NULL OR agency = %(agency)s
ORDER BY agency, role, issued_at, token_id;
