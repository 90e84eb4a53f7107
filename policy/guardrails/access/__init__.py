"""Rules on access, one module a service: who may use what."""

from typing import Final

from guardrails.access import (
    actions,
    apigateway,
    backends,
    cloudfront,
    cognito,
    databases,
    deputies,
    ec2,
    endpoints,
    events,
    keys,
    lambda_,
    logs,
    messages,
    plain_secrets,
    policies,
    rds,
    s3,
    s3_access_points,
    s3_objects,
    search,
    secretsmanager,
    shares,
)
from guardrails.rule import GraphRule, ResourceRule

_MODULES: Final = (
    (s3, s3_access_points, s3_objects, policies, actions, search, messages, deputies, keys, logs),
    (databases, lambda_, apigateway, backends, events, endpoints, cloudfront, cognito),
    (ec2, rds, shares, secretsmanager, plain_secrets),
)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = tuple(
    rule for modules in _MODULES for module in modules for rule in module.RULES
)
"""The rules on access, in the order in which people read them."""
