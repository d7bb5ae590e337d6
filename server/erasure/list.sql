-- What was listed first stands: by it the steps that follow are repeated.
INSERT INTO jejak.erasures (approved, erasure, case_id, through, keys, events, listed_at, unreadable_from, classes,
    of_the_case)
VALUES (%(approved)b, %(erasure)b, %(case_id)b, %(through)b, %(keys)b, %(events)b, %(listed_at)b, %(unreadable_from)b,
    %(classes)b, %(of_the_case)b)
ON CONFLICT (approved) DO NOTHING
