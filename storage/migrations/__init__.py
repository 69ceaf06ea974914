"""Migrations: `upgrade()` brings a database to the newest schema, on SQLite and PostgreSQL."""
