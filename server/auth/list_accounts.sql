SELECT account_id, login, agency, roles, password_hash IS NOT NULL, issuer IS NOT NULL, created_at, disabled_at,
    failures_of_strangers
FROM jejak.accounts
WHERE %(agency)s::text IS NULL OR agency = %(agency)s
ORDER BY agency, login;
