"""Measures of the product, each beside a peer."""
