-- What makes row security not bind a role: to be a superuser, to be exempt, to own a table, or to be able to take the
-- place of a role of which one of these holds. One row for each role and reason; a role that is missing is a reason too.
WITH RECURSIVE held AS (
    SELECT asked.name, r.oid AS role
    FROM unnest(%(roles)b::text[]) AS asked (name)
    LEFT JOIN pg_roles r ON r.rolname = asked.name
    UNION
    SELECT held.name, m.roleid
    FROM held
    JOIN pg_auth_members m ON m.member = held.role
)
SELECT DISTINCT held.name, reason
FROM held
LEFT JOIN pg_roles r ON r.oid = held.role
CROSS JOIN LATERAL unnest(ARRAY[
    CASE WHEN r.oid IS NULL THEN 'does not exist' END,
    CASE WHEN r.rolsuper THEN 'is a superuser' END,
    CASE WHEN r.rolbypassrls THEN 'bypasses row security' END,
    CASE WHEN EXISTS (
        SELECT FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relowner = r.oid AND (n.nspname = 'jejak' OR starts_with(n.nspname, 'view_'))
    ) THEN 'owns tables' END,
    CASE WHEN held.name = 'jejak_reader' AND r.rolname = 'jejak_writer' THEN 'can write' END
]) AS reason
WHERE reason IS NOT NULL
ORDER BY held.name, reason
