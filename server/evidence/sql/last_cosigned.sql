-- The largest tree of a log that a witness is known to have cosigned, and when it said so last.
SELECT size, cosigned_at FROM jejak.cosignatures
WHERE log = %(log)b AND witness = %(witness)b
ORDER BY size DESC, cosigned_at DESC
LIMIT 1
