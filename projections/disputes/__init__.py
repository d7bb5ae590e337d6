"""Disputes between police and prosecutor: who may see which, and how each stands."""
