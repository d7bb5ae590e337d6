SELECT s.session_id, s.seen_at, s.expires_at, s.secret_hash, s.seal,
    a.account_id, a.login, a.agency, a.roles, a.password_hash, a.code_secret, a.issuer, a.issuer_subject,
    a.disabled_at, a.failures_of_strangers, a.seal
FROM jejak.sessions AS s
JOIN jejak.accounts AS a ON a.account_id = s.account_id
WHERE s.secret_hash = %(secret_hash)s AND s.revoked_at IS NULL AND a.disabled_at IS NULL;
