-- Whether a deadline has lapsed in a case before an event that may say that it was met: asked for every event.
CREATE INDEX log_lapses ON jejak.log (originator_id, notification_id)
WHERE split_part(topic, '.', 2) = 'DeadlineLapsed';
