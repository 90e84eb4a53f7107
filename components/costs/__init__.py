"""The costs of an account: what may be spent, and who hears of more."""

from components.costs.costs import Costs, CostsArgs

__all__ = ["Costs", "CostsArgs"]
