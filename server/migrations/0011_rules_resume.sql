-- Where each rule of clockwork that follows the log resumes after a restart. Lost, it looks at the log once more;
-- what it finds again is on record already.
CREATE TABLE jejak.rules_resume (
    rule text PRIMARY KEY,
    position bigint NOT NULL
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE ON jejak.rules_resume TO jejak_writer;
