-- The event at a position and those before it that hold the same value, the nearest first, each with its stream.
-- An entry counts as long as the data key exists that seals the value it was made from.
SELECT other.kind, other.position, other.originator_id
FROM jejak.matches AS entry
JOIN jejak.data_keys AS key ON key.key_id = entry.key_id
CROSS JOIN LATERAL (
    SELECT met.kind, met.position, log.originator_id
    FROM jejak.matches AS met
    JOIN jejak.data_keys AS its_key ON its_key.key_id = met.key_id
    JOIN jejak.log AS log ON log.notification_id = met.position
    WHERE met.hash = entry.hash AND met.position <= entry.position
    ORDER BY met.position DESC
    LIMIT %(most)b
) AS other
WHERE entry.position = %(position)b AND entry.kind = ANY(%(kinds)b)
ORDER BY other.position DESC, other.kind
