"""Rules on identities: who there is, what they may do, and who may become them."""

from typing import Final

from guardrails.identity import boundaries, holding, named, policies, trust, users, whole_services
from guardrails.rule import GraphRule, ResourceRule

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(
    rule
    for module in (policies, named, holding, boundaries, trust, users, whole_services)
    for rule in module.RULES
)
"""The rules on identities, in the order in which people read them."""
