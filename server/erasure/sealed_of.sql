SELECT position, items
FROM jejak.sealed
WHERE position = ANY(%(positions)b) AND items IS NOT NULL
