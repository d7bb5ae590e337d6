-- The tree over the reads as it stands.
SELECT size, frontier FROM jejak.reads_tree
