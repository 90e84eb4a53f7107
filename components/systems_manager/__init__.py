"""The Systems Manager tier: patches, inventory, logged sessions, and the runbook of the database host."""

from components.systems_manager.systems_manager import SystemsManager, SystemsManagerArgs

__all__ = ["SystemsManager", "SystemsManagerArgs"]
