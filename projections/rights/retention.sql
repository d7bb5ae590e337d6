-- When the data of closed cases are to be destroyed by the clock of their task force, where it has set one.
SELECT case_id, started_position, due_at
FROM view_clock_board.clocks
WHERE case_id = ANY(%(cases)b::uuid[]) AND rule = 'SOP.retention' AND stopped_at IS NULL
