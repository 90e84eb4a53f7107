"""Rules on access, one module a service."""
