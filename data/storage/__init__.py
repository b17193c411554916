"""Memory: SQLAlchemy tables, typed and thin. Only services use it."""
