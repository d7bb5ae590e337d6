-- What the log holds of these streams beyond the versions known of each.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at, marks,
       classes
FROM unnest(%b::uuid[], %b::bigint[]) AS asked (stream, known)
JOIN jejak.log ON originator_id = stream AND originator_version > known
ORDER BY originator_id, originator_version
