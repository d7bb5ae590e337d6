"""Who is on a case, where it stands, and the case as one agency may see it."""
