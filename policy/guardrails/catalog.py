"""All rules of the pack, in the order in which people read them."""

from typing import Final

from guardrails import access, compute, encryption, identity, logging, resilience
from guardrails.network import (
    components,
    containers,
    data_stores,
    default_vpc,
    edge,
    elsewhere,
    gateways,
    groups,
    lightsail,
    public_access,
    vpc,
    waf,
)
from guardrails.network import ec2 as network_ec2
from guardrails.network import lb as network_lb
from guardrails.network import reachability as network_reachability
from guardrails.rule import GraphRule, ResourceRule

_NETWORK: Final = (
    *(data_stores, network_reachability, vpc, network_ec2, network_lb),
    *(default_vpc, gateways, groups, waf, edge),
    *(containers, components, elsewhere, public_access, lightsail),
)

RULES: Final[tuple[ResourceRule | GraphRule, ...]] = (
    *encryption.RULES,
    *(rule for module in _NETWORK for rule in module.RULES),
    *access.RULES,
    *identity.RULES,
    *logging.RULES,
    *resilience.RULES,
    *compute.RULES,
)
"""Every rule, by topic and service."""


_BY_ID: Final = {rule.id: rule for rule in RULES}


def rule_by_id(rule_id: str) -> ResourceRule | GraphRule | None:
    """Return the rule with an id, or None."""
    return _BY_ID.get(rule_id)
