"""The alerts tier: the topics that everything tells what is wrong."""

from components.alerts.alerts import Alerts, AlertsArgs

__all__ = ["Alerts", "AlertsArgs"]
