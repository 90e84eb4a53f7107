"""Guardrails: the rules of the pack, the graph they judge, and the ways to run them."""
