"""The litestar application and what it stands on. Imports domain and projections."""
