-- Changes of accounts and tokens after a number, in their order, of all agencies or of one.
SELECT number, changed_at, change, kind, id, agency, roles
FROM jejak.account_changes
WHERE number > %(after)b AND (%(agency)b::text IS NULL OR agency = %(agency)b::text)
ORDER BY number
LIMIT %(limit)b
