UPDATE jejak.accounts SET disabled_at = coalesce(disabled_at, %(now)s) WHERE login = %(login)s RETURNING account_id;
