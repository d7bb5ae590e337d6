-- Where an erasure was approved.
SELECT notification_id
FROM jejak.log
WHERE notification_id > %(after)b AND notification_id <= %(upto)b
  AND split_part(topic, '.', 2) = 'ErasureApproved'
ORDER BY notification_id
LIMIT %(limit)b
