SELECT position, items FROM jejak.sealed WHERE position = ANY(%b) AND items IS NOT NULL
