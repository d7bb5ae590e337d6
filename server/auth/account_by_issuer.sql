SELECT account_id, login, agency, roles, password_hash, code_secret, issuer, issuer_subject, disabled_at,
    failures_of_strangers, seal
FROM jejak.accounts
WHERE issuer = %(issuer)s AND issuer_subject = %(issuer_subject)s;
