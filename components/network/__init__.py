"""The network tier: the VPC, its subnets and routes, and what may pass between them."""

from components.network.network import Network, NetworkArgs

__all__ = ["Network", "NetworkArgs"]
