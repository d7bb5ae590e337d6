-- What was listed first stands: by it the steps that follow are repeated.
INSERT INTO jejak.erasures (approved, erasure, case_id, through, keys, events, listed_at, unreadable_from)
VALUES (%(approved)b, %(erasure)b, %(case_id)b, %(through)b, %(keys)b, %(events)b, %(listed_at)b, %(unreadable_from)b)
ON CONFLICT (approved) DO NOTHING
