UPDATE jejak.accounts SET failures_of_strangers = failures_of_strangers + 1 WHERE login = %(login)s;
