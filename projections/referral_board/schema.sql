-- A referral as an agency may know of it: the offer, and how it stands by the last event about it that the agency may
-- see. `awaits`: whose answer is due, null where none is. `place`: those that wait for an answer by how long they do
-- (the position since when), the others by the last event first (its position, negative).
CREATE TABLE {schema}.referrals (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    referral uuid NOT NULL,
    offered_by text NOT NULL,
    offered_to text NOT NULL,
    service text NOT NULL,
    person uuid,
    urgency text NOT NULL,
    status text NOT NULL,
    awaits text,
    offered_position bigint NOT NULL,
    offered_at timestamptz NOT NULL,
    last_position bigint NOT NULL,
    last_at timestamptz NOT NULL,
    answered boolean NOT NULL,
    place bigint NOT NULL,
    PRIMARY KEY (case_id, agency, referral)
);
-- An agency's board: unanswered first.
CREATE INDEX referrals_by_agency ON {schema}.referrals (agency, answered, place, case_id, referral);

CREATE POLICY reader ON {schema}.referrals FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
