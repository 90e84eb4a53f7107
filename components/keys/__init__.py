"""The keys tier: one customer KMS key for each kind of data."""

from components.keys.keys import Keys, KeysArgs

__all__ = ["Keys", "KeysArgs"]
