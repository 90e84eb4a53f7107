"""Drift: what is different in AWS from what Pulumi last recorded, and how bad each difference is."""
