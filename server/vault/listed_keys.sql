-- What every erasure destroyed, or was about to.
SELECT keys, listed_at FROM jejak.erasures WHERE keys <> '{}' ORDER BY approved
