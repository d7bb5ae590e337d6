-- Events of a publisher in a range of positions, each with the header that names the key it was signed with.
SELECT notification_id, substring(state from 1 for position('\x2e'::bytea in state) - 1)
FROM jejak.log
WHERE notification_id >= %(since)b AND notification_id < %(until)b AND source = %(source)b
