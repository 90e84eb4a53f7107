"""The security chain: which tier may speak to which."""

from components.security.security_chain import SecurityChain, SecurityChainArgs

__all__ = ["SecurityChain", "SecurityChainArgs"]
