"""The only place with SQL: one module per noun, SQLite or PostgreSQL, migrated when opened."""
