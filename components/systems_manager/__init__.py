"""The Systems Manager tier: patches, inventory, logged sessions, and the runbook of the database host."""

from components.systems_manager.patching import PATCH_GROUP_TAG
from components.systems_manager.systems_manager import SystemsManager, SystemsManagerArgs

__all__ = ["PATCH_GROUP_TAG", "SystemsManager", "SystemsManagerArgs"]
