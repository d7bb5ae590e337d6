WITH changed AS (
    UPDATE jejak.accounts SET password_hash = %(password_hash)s, seal = %(seal)s
    WHERE account_id = %(account_id)s AND seal = %(before)s
    RETURNING account_id
), ended AS (
    UPDATE jejak.sessions SET revoked_at = %(now)s
    WHERE account_id IN (SELECT account_id FROM changed) AND session_id <> %(kept)s AND revoked_at IS NULL
)
SELECT account_id FROM changed;
