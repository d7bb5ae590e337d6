SELECT account_id, login, agency, roles, password_hash, code_secret, issuer, issuer_subject
FROM jejak.accounts FOR UPDATE;
