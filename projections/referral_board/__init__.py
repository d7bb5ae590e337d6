"""Referrals as each agency may know of them: who offered what to whom, and what became of it."""
