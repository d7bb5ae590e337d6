INSERT INTO jejak.accounts
    (account_id, login, agency, roles, password_hash, code_secret, issuer, issuer_subject, created_at,
     seal)
VALUES
    (%(account_id)s, %(login)s, %(agency)s, %(roles)s::text[], %(password_hash)s, %(code_secret)s, %(issuer)s,
     %(issuer_subject)s, %(created_at)s, %(seal)s)
ON CONFLICT DO NOTHING
RETURNING account_id;
