"""Rules on encryption, one module a service."""

from typing import Final

from guardrails.encryption import (
    at_rest,
    backup,
    cloudfront,
    cloudtrail,
    cloudwatch,
    docdb,
    dynamodb,
    ebs,
    efs,
    eks,
    elasticache,
    emr,
    in_transit,
    kinesis,
    kms,
    lb,
    memorydb,
    msk,
    neptune,
    opensearch,
    rds,
    redshift,
    s3,
    secretsmanager,
    sns,
    sqs,
)
from guardrails.rule import GraphRule, ResourceRule

_MODULES: Final = (
    ebs,
    efs,
    s3,
    rds,
    docdb,
    neptune,
    dynamodb,
    elasticache,
    memorydb,
    redshift,
    opensearch,
    sqs,
    sns,
    kinesis,
    msk,
    backup,
    eks,
    lb,
    cloudfront,
    kms,
    secretsmanager,
    cloudwatch,
    cloudtrail,
    emr,
    at_rest,
    in_transit,
)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(rule for one in _MODULES for rule in one.RULES)
