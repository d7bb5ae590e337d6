UPDATE jejak.tokens SET seal = %(seal)s WHERE token_id = %(id)s;
