"""Tokens, roles, sessions."""
