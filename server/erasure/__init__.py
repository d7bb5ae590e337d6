"""A person's data erased: keys destroyed, copies called back, and both put on record."""
