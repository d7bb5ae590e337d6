-- What an erasure takes is settled when its keys are listed: the classes that are not held, and whether what belongs to
-- the case as a whole goes too, because the case has no other person then. Who joins the case later changes neither.
ALTER TABLE jejak.erasures ADD COLUMN classes smallint, ADD COLUMN of_the_case boolean;
