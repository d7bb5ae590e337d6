DELETE FROM jejak.login_failures WHERE who = %(who)s OR failed_at < %(forgotten_before)s;
