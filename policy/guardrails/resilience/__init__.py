"""Rules on resilience, one module a service."""

from typing import Final

from guardrails.resilience import (
    dynamodb,
    lb,
    rds,
    s3,
)
from guardrails.rule import GraphRule, ResourceRule

_MODULES: Final = (
    rds,
    s3,
    dynamodb,
    lb,
)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(rule for one in _MODULES for rule in one.RULES)
