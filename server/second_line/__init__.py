"""What is shown to an agency is read as that agency, by a role that PostgreSQL holds to its rows."""
