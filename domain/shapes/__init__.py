"""The shapes of what is so in a case, by chapter; `domain/case_state.py` puts them together."""
