UPDATE jejak.accounts SET failures_of_known = failures_of_known + 1
WHERE login = %(login)s AND failures_of_known < %(most)s
RETURNING account_id;
