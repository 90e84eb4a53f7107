"""Rules on network, one module a service."""
