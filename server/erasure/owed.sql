-- The erasures of which an agency was told and has not said that its copies are purged, oldest first, after a place.
SELECT min(told.cause) AS cause, told.case_id, told.detail ->> 'erasure' AS erasure
FROM jejak.ledger AS told
WHERE told.agency = %(agency)b AND told.kind = 'shredded'
  AND NOT EXISTS (
      SELECT FROM jejak.purges AS said
      WHERE said.agency = told.agency AND said.case_id = told.case_id
        AND said.erasure = (told.detail ->> 'erasure')::uuid
  )
GROUP BY told.case_id, told.detail ->> 'erasure'
ORDER BY 1, 2, 3
