"""The database tier: PostgreSQL on RDS, its read replicas and its master password."""

from components.database.database import Database, DatabaseArgs

__all__ = ["Database", "DatabaseArgs"]
