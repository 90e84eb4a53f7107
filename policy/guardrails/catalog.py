"""All rules of the pack, in the order in which people read them."""

from typing import Final

from guardrails.access import cloudfront as access_cloudfront
from guardrails.access import ec2 as access_ec2
from guardrails.access import lambda_ as access_lambda
from guardrails.access import policies as access_policies
from guardrails.access import rds as access_rds
from guardrails.access import s3 as access_s3
from guardrails.encryption import (
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
from guardrails.network import components, containers, data_stores, vpc
from guardrails.network import ec2 as network_ec2
from guardrails.network import lb as network_lb
from guardrails.resilience import dynamodb as resilience_dynamodb
from guardrails.resilience import lb as resilience_lb
from guardrails.resilience import rds as resilience_rds
from guardrails.resilience import s3 as resilience_s3
from guardrails.rule import GraphRule, ResourceRule

_MODULES: Final = (
    (ebs, efs, s3, rds, docdb, neptune, dynamodb, elasticache, memorydb, redshift, opensearch),
    (sqs, sns, kinesis, msk, backup, eks, lb, cloudfront, kms, secretsmanager, cloudwatch, cloudtrail),
    (data_stores, vpc, network_ec2, network_lb, containers, components),
    (access_s3, access_policies, access_ec2, access_rds, access_cloudfront, access_lambda),
    (resilience_rds, resilience_s3, resilience_dynamodb, resilience_lb),
)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(
    rule for modules in _MODULES for module in modules for rule in module.RULES
)
"""Every rule, by topic and service."""


_BY_ID: Final = {rule.id: rule for rule in RULES}


def rule_by_id(rule_id: str) -> ResourceRule | GraphRule | None:
    """Return the rule with an id, or None."""
    return _BY_ID.get(rule_id)
