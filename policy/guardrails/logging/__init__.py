"""Rules on logging and detection, one module a kind of source."""

from typing import Final

from guardrails.logging import account, alarms, containers, databases, edge, s3
from guardrails.rule import GraphRule, ResourceRule

_MODULES: Final = (account, s3, databases, edge, containers, alarms)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(rule for one in _MODULES for rule in one.RULES)
