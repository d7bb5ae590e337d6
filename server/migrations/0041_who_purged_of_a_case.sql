-- Who has said that its copies of an erasure are purged is shown of the cases that `jejak.about` names as well, beside
-- what all agencies were owed of them (migration 0040).
CREATE POLICY told_of_cases ON jejak.purges FOR SELECT TO jejak_reader
USING (case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), ''))::uuid[]));
