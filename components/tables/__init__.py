"""The tables tier: DynamoDB tables, their autoscaling, and DAX in front of them."""

from components.tables.tables import Tables, TablesArgs

__all__ = ["Tables", "TablesArgs"]
