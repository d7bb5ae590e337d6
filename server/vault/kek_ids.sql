-- The ids of key-encryption keys in use: one index step each, however many data keys there are.
WITH RECURSIVE used AS (
    (SELECT kek_id FROM jejak.data_keys ORDER BY kek_id LIMIT 1)
    UNION ALL
    SELECT (SELECT k.kek_id FROM jejak.data_keys k WHERE k.kek_id > used.kek_id ORDER BY k.kek_id LIMIT 1)
    FROM used
    WHERE used.kek_id IS NOT NULL
)
SELECT kek_id FROM used WHERE kek_id IS NOT NULL
