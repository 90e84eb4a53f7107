"""Rules on what runs code: instances, containers, functions and their images, one module a service."""

from typing import Final

from guardrails.compute import ec2, ecr, lambda_, sagemaker, task_definitions, versions
from guardrails.rule import GraphRule, ResourceRule

_MODULES: Final = (ec2, task_definitions, ecr, versions, lambda_, sagemaker)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(rule for one in _MODULES for rule in one.RULES)
