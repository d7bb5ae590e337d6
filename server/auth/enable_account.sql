UPDATE jejak.accounts SET disabled_at = NULL, failures_of_strangers = 0, failures_of_known = 0
WHERE login = %(login)s
RETURNING account_id;
