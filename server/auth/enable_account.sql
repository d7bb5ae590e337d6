UPDATE jejak.accounts SET disabled_at = NULL WHERE login = %(login)s RETURNING account_id;
