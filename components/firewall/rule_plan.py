"""Which rules a web ACL has, in which order, and what they cost of its capacity.

Names and web ACL capacity units (WCU) as of 2026-11-21, from AWS's lists of its rule groups:
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-use-case.html
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html

AWS's list of anonymous addresses is left out: it refuses customers behind a VPN or a hosting provider, whom a
shop wants to serve.
"""

from dataclasses import dataclass
from typing import Final

# What the price of a web ACL covers; more is possible, and costs for each request.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
INCLUDED_CAPACITY: Final = 1500
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
RATE_LIMIT_CAPACITY: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class ManagedGroup:
    """A rule group that AWS keeps up to date."""

    role: str
    """What the rule, its metric and its log entries are called."""
    name: str
    capacity: int
    judges_address: bool = False
    """Whether it judges the address that the request comes from, and not what the request holds."""


GROUPS: Final = (
    ManagedGroup(
        role="ip-reputation",
        name="AWSManagedRulesAmazonIpReputationList",
        capacity=25,
        judges_address=True,
    ),
    ManagedGroup(role="common", name="AWSManagedRulesCommonRuleSet", capacity=700),
    ManagedGroup(role="known-bad-inputs", name="AWSManagedRulesKnownBadInputsRuleSet", capacity=200),
    ManagedGroup(role="sql-injection", name="AWSManagedRulesSQLiRuleSet", capacity=200),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RulePlan:
    """The rules of one web ACL; the groups are asked in their order, after the rate limit."""

    rate_limit: int | None
    """Requests of one address within five minutes, where the web ACL sees the clients' addresses."""
    groups: tuple[ManagedGroup, ...]

    @property
    def capacity(self) -> int:
        """The WCU that the rules use."""
        limit = RATE_LIMIT_CAPACITY if self.rate_limit is not None else 0
        return limit + sum(group.capacity for group in self.groups)


def plan_rules(*, rate_limit: int, sees_clients: bool) -> RulePlan:
    """Return the rules of a web ACL.

    Behind CloudFront every request comes from one of CloudFront's own addresses: a limit for each address
    would stop all visitors of an edge location at once, and a reputation would be CloudFront's.
    """
    return RulePlan(
        rate_limit=rate_limit if sees_clients else None,
        groups=tuple(group for group in GROUPS if sees_clients or not group.judges_address),
    )
