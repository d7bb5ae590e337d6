-- An entry of the match index is encrypted once more under the month's key (server/matching.py), whose id it begins with.
-- What is alive moves on every month; an entry in a backup ends with the month's key.
GRANT UPDATE (hash) ON jejak.matches TO jejak_writer;
