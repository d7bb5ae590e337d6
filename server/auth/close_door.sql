UPDATE jejak.login_failures SET closed_until = %(closed_until)s WHERE who = %(who)s;
