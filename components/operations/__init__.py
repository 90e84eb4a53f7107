"""The operations tier: alarms, a dashboard, event rules, metric filters and saved queries."""

from components.operations.args import OperationsArgs
from components.operations.operations import Operations

__all__ = ["Operations", "OperationsArgs"]
