"""Rules on resilience, one module a service."""

from typing import Final

from guardrails.resilience import (
    acm,
    autoscaling,
    backup,
    cloudfront,
    databases,
    dynamodb,
    ecr,
    efs,
    kinesis,
    lambda_,
    lb,
    opensearch,
    rds,
    s3,
    secretsmanager,
    sqs,
)
from guardrails.rule import GraphRule, ResourceRule

_MODULES: Final = (
    rds,
    s3,
    dynamodb,
    lb,
    databases,
    opensearch,
    efs,
    backup,
    autoscaling,
    sqs,
    lambda_,
    kinesis,
    secretsmanager,
    acm,
    ecr,
    cloudfront,
)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(rule for one in _MODULES for rule in one.RULES)
