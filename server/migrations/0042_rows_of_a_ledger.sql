-- Two policies are one condition joined by OR, and of two conditions that indexes serve the planner makes the union: where
-- it knew little of the table, a page of the feed read the whole ledger of its agency and sorted it. In one CASE it is a
-- filter and no more: every query names the agency itself. It shows what migrations 0012, 0036, 0040 and 0041 showed.
DROP POLICY told_of_cases ON jejak.ledger;
ALTER POLICY reader ON jejak.ledger USING (
    CASE
        WHEN agency = (SELECT current_setting('jejak.agency', true)) THEN true
        ELSE case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), '')::uuid[])::uuid[])
    END
);

DROP POLICY told_of_cases ON jejak.purges;
ALTER POLICY reader ON jejak.purges USING (
    CASE
        WHEN agency = (SELECT current_setting('jejak.agency', true)) THEN true
        ELSE case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), '')::uuid[])::uuid[])
    END
);
