-- When a holder acknowledged a version of the notice; no row where it has not.
SELECT acknowledged_at FROM jejak.notice_acknowledgements WHERE holder = %(holder)s AND version = %(version)s
