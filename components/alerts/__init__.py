"""The alerts tier: the topics that everything tells what is wrong."""

from components.alerts.alerts import EDGE_REGION, Alerts, AlertsArgs

__all__ = ["EDGE_REGION", "Alerts", "AlertsArgs"]
