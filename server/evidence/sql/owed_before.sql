-- Of each event the first one of its case, after that which its publisher named as the last it had seen, that the
-- publisher was owed in full when it was recorded. Its own events it knows. Most have none: then the range is empty.
SELECT asked.position, missed.position
FROM unnest(
    %(positions)b::bigint[], %(agencies)b::text[], %(cases)b::uuid[], %(named)b::bigint[], %(versions)b::bigint[]
) AS asked (position, agency, case_id, named, version)
CROSS JOIN LATERAL (
    SELECT l.notification_id AS position
    FROM jejak.log l
    WHERE l.originator_id = asked.case_id
      AND l.originator_version > asked.named
      AND l.originator_version < asked.version
      AND l.source <> '/agencies/' || asked.agency
      AND (
          SELECT true FROM jejak.ledger owed
          WHERE owed.agency = asked.agency
            AND owed.case_id = asked.case_id
            AND owed.position = l.notification_id
            AND owed.cause < asked.position
            AND owed.on_date IS NULL
            AND owed.kind NOT IN ('withdrawn', 'shredded')
          LIMIT 1
      )
    ORDER BY l.originator_version
    LIMIT 1
) AS missed
