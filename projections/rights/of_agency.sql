-- The victims that an agency may be told of: alerts first, then the last to come first.
SELECT calm, place, case_id, person, since_position
FROM view_rights.persons
WHERE agency = %(agency)b
  AND (calm, place, case_id, person) > (%(calm)b, %(place)b, %(case)b, %(person)b)
  AND (%(of_case)b::uuid IS NULL OR case_id = %(of_case)b)
  AND (%(of_person)b::uuid IS NULL OR person = %(of_person)b)
  AND (NOT %(alert)b OR NOT calm)
ORDER BY calm, place, case_id, person
LIMIT %(limit)b
