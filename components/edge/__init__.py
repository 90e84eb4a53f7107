"""The edge tier: the public zone of the domain, and the certificates of its names."""

from components.edge.dns import Dns, DnsArgs

__all__ = ["Dns", "DnsArgs"]
