"""Rules on resilience, one module a service."""
