SELECT approved, erasure, case_id, through, keys, events, listed_at, unreadable_from, completed
FROM jejak.erasures
WHERE approved = %(approved)b
