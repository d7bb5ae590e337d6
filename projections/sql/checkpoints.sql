SELECT name, position FROM jejak.checkpoints WHERE name = ANY(%(names)s::text[])
