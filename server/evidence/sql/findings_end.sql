-- How many findings there are, and up to where the log was looked through.
SELECT coalesce((SELECT max(f.n) FROM jejak.findings f), 0), h.position FROM jejak.findings_head h
