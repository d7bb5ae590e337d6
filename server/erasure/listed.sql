SELECT approved, erasure, case_id, through, keys, events, listed_at, unreadable_from, completed, classes,
    of_the_case
FROM jejak.erasures
WHERE approved = %(approved)b
