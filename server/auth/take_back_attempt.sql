UPDATE jejak.login_failures SET failures = greatest(failures - 1, 0), closed_until = %(now)s WHERE who = %(who)s;
