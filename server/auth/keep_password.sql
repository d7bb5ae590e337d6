UPDATE jejak.accounts SET password_hash = %(new)s WHERE account_id = %(account_id)s AND password_hash = %(old)s;
