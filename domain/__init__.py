"""Pure core: what can happen, what is so, what is refused, who may see it. No I/O, clock or randomness."""
