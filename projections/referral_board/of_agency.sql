-- The referrals that an agency may know of: those that wait for an answer first, the oldest first; then the others, the
-- one that moved last first.
SELECT answered, place, case_id, referral, offered_by, offered_to, service, person, urgency, status, awaits, offered_position,
       offered_at, last_position, last_at
FROM view_referral_board.referrals
WHERE agency = %(agency)b
  AND (answered, place, case_id, referral) > (%(answered)b, %(place)b, %(case)b, %(referral)b)
  AND (%(status)b::text IS NULL OR status = %(status)b)
  AND (%(service)b::text IS NULL OR service = %(service)b)
  AND (%(offered_by)b::text IS NULL OR offered_by = %(offered_by)b)
  AND (%(offered_to)b::text IS NULL OR offered_to = %(offered_to)b)
  AND (%(awaits)b::text IS NULL OR awaits = %(awaits)b)
  AND (%(of_case)b::uuid IS NULL OR case_id = %(of_case)b)
ORDER BY answered, place, case_id, referral
LIMIT %(limit)b
