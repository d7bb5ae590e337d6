SELECT asked.originator_id, (
    SELECT l.originator_version FROM jejak.log l
    WHERE l.originator_id = asked.originator_id
    ORDER BY l.originator_version DESC
    LIMIT 1
)
FROM unnest(%(cases)b) AS asked (originator_id)
