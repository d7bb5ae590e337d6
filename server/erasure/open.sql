SELECT approved
FROM jejak.erasures
WHERE NOT completed
ORDER BY approved
LIMIT %(limit)b
