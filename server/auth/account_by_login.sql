SELECT account_id, login, agency, roles, password_hash, code_secret, disabled_at
FROM jejak.accounts
WHERE login = %(login)s;
