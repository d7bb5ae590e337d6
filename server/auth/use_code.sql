UPDATE jejak.accounts SET code_step = %(step)s
WHERE account_id = %(account_id)s AND seal = %(before)s AND code_step < %(step)s AND disabled_at IS NULL
RETURNING account_id;
