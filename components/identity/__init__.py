"""The identity tier: the boundary that no role of the stack gets out of."""

from components.identity.identity import Identity, IdentityArgs

__all__ = ["Identity", "IdentityArgs"]
