-- Of each witness what it said last of a checkpoint.
SELECT DISTINCT ON (witness) witness, line, cosigned_at FROM jejak.cosignatures
WHERE log = %(log)b AND size = %(size)b
ORDER BY witness, cosigned_at DESC
