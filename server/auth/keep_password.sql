UPDATE jejak.accounts SET password_hash = %(password_hash)s, seal = %(seal)s
WHERE account_id = %(account_id)s AND seal = %(before)s
RETURNING account_id;
