"""The tiers of the platform, one package each; neighbours know each other by wires only."""
