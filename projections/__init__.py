"""One folder per view: a pure projector, its queries, its schema. Imports domain only."""
