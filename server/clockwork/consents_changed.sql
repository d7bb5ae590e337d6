-- Where a consent was taken back or narrowed.
SELECT notification_id
FROM jejak.log
WHERE notification_id > %(after)b AND notification_id <= %(upto)b
  AND split_part(topic, '.', 2) IN ('ConsentWithdrawn', 'ConsentScopeChanged')
ORDER BY notification_id
LIMIT %(limit)b
