WITH disabled AS (
    UPDATE jejak.accounts SET disabled_at = coalesce(disabled_at, %(now)s) WHERE login = %(login)s
    RETURNING account_id
), ended AS (
    UPDATE jejak.sessions SET revoked_at = %(now)s
    WHERE account_id IN (SELECT account_id FROM disabled) AND revoked_at IS NULL
)
SELECT account_id FROM disabled;
