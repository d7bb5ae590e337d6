UPDATE jejak.accounts SET seal = %(seal)s WHERE account_id = %(id)s;
