INSERT INTO jejak.login_failures AS known (who, failures, failed_at, closed_until)
VALUES (%(who)s, 1, %(now)s, %(now)s)
ON CONFLICT (who) DO UPDATE SET
    failures = CASE WHEN known.failed_at < %(forgotten_before)s THEN 1 ELSE known.failures + 1 END,
    failed_at = %(now)s
WHERE known.closed_until <= %(now)s
RETURNING failures;
