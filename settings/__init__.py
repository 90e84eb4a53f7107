"""The stack config as frozen, strictly typed values; `load()` is the only way to them."""

from settings.loader import SettingsError, load
from settings.root import Settings

__all__ = ["Settings", "SettingsError", "load"]
