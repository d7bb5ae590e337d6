DELETE FROM jejak.login_failures WHERE who = %(who)s;
