"""All rules of the pack, in the order in which people read them."""

from typing import Final

from guardrails import encryption, resilience
from guardrails.access import cloudfront as access_cloudfront
from guardrails.access import ec2 as access_ec2
from guardrails.access import lambda_ as access_lambda
from guardrails.access import policies as access_policies
from guardrails.access import rds as access_rds
from guardrails.access import s3 as access_s3
from guardrails.network import components, containers, data_stores, lightsail, public_access, vpc
from guardrails.network import ec2 as network_ec2
from guardrails.network import lb as network_lb
from guardrails.rule import GraphRule, ResourceRule

_NETWORK: Final = (data_stores, vpc, network_ec2, network_lb, containers, components, public_access, lightsail)
_ACCESS: Final = (access_s3, access_policies, access_ec2, access_rds, access_cloudfront, access_lambda)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = (
    *encryption.RULES,
    *(rule for module in (*_NETWORK, *_ACCESS) for rule in module.RULES),
    *resilience.RULES,
)
"""Every rule, by topic and service."""


_BY_ID: Final = {rule.id: rule for rule in RULES}


def rule_by_id(rule_id: str) -> ResourceRule | GraphRule | None:
    """Return the rule with an id, or None."""
    return _BY_ID.get(rule_id)
