-- Where a rule that follows the log resumes after a restart. It never goes back.
INSERT INTO jejak.rules_resume (rule, position) VALUES (%(rule)s, %(position)b)
ON CONFLICT (rule) DO UPDATE SET position = excluded.position
WHERE rules_resume.position < excluded.position
