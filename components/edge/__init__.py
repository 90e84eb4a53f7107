"""The edge tier: the zones of the domain, the certificates of its names, the health check of the site."""

from components.edge.dns import Dns, DnsArgs
from components.edge.private_names import PrivateNames, PrivateNamesArgs

__all__ = ["Dns", "DnsArgs", "PrivateNames", "PrivateNamesArgs"]
