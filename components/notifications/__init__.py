"""The notifications tier of an account: one topic for findings, alarms and budgets."""

from components.notifications.events import Notice, create_notice
from components.notifications.notifications import Notifications, NotificationsArgs

__all__ = ["Notice", "Notifications", "NotificationsArgs", "create_notice"]
