"""What ends by itself in every case, by when: where clockwork looks for what is due."""
