"""What members of a task force have promised: who owes what by when, and what is done."""
