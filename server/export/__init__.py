"""The copy of a person's own data that is handed out: what it says, its page to read, its package."""
