UPDATE jejak.accounts
SET password_hash = %(password_hash)s, code_secret = %(code_secret)s, code_step = 0, seal = %(seal)s,
    failures_of_strangers = 0, failures_of_known = 0
WHERE account_id = %(account_id)s AND seal = %(before)s
RETURNING account_id;
