"""The network tier: the VPC, its subnets and routes, what may pass between them, and its endpoints."""

from components.network.endpoints import Endpoints, EndpointsArgs
from components.network.network import Network, NetworkArgs

__all__ = ["Endpoints", "EndpointsArgs", "Network", "NetworkArgs"]
