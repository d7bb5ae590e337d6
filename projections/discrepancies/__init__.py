"""What agencies state that does not go together."""
