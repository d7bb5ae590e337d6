UPDATE jejak.accounts SET failures_of_known = 0 WHERE login = %(login)s;
