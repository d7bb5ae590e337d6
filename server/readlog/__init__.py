"""Around the read log: who reads, the tree over the reads, who read a case, the notice before it."""
