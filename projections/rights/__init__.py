"""Victims whose rights each agency may be told of."""
