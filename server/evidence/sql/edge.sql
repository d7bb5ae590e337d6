SELECT size, tiles FROM jejak.tree_edges WHERE log = %(log)b
