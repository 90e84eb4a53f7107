"""The database tier: PostgreSQL on RDS, its read replicas, its proxy, and its password that renews itself."""

from components.database.args import DatabaseArgs
from components.database.database import Database

__all__ = ["Database", "DatabaseArgs"]
