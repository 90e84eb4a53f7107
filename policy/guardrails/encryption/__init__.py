"""Rules on encryption, one module a service."""
