"""The defaults of an account: what holds for whatever anybody makes in it."""

from components.defaults.defaults import Defaults, DefaultsArgs

__all__ = ["Defaults", "DefaultsArgs"]
