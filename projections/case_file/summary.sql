-- Where one case stands.
SELECT version, position, opened_at, opened_by, closed, legal_stage, legal_stage_at, case_manager, persons, children,
       suspects, services, referrals_open, files
FROM view_case_file.cases
WHERE case_id = %(case)b
