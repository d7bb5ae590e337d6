-- How far both logs go, the last registry event, and the right edge of the reads as the database makes it.
SELECT h.position, h.registry_position, r.size, r.frontier
FROM jejak.log_head h
CROSS JOIN jejak.reads_tree r
