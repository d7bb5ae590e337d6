SELECT closed_until FROM jejak.login_failures WHERE who = %(who)s;
