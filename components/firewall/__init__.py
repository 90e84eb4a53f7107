"""The firewall tier: the web ACLs of the distribution and of the load balancer."""

from components.firewall.firewall import Firewall, FirewallArgs

__all__ = ["Firewall", "FirewallArgs"]
