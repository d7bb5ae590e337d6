UPDATE jejak.accounts SET failures_of_strangers = 0, failures_of_known = 0 WHERE login = %(login)s;
