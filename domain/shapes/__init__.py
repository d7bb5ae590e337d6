"""The shapes of what is so in a case, by chapter; `domain/case_state.py` puts them together.

They are frozen, and made of what was there before them: no cycle can come of them, so the collector of cycles
need not look at them (`gc=False`). Looking took a tenth of the time of publishing and of a projection.
"""
