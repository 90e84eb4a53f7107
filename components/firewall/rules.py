"""The rules of a web ACL as AWS WAF takes them, from their plan."""

from collections.abc import Iterator
from typing import Final, Literal

from pulumi_aws import wafv2

from components.firewall.rule_plan import ManagedGroup, RulePlan

Mode = Literal["count", "block"]

RATE_LIMIT: Final = "rate-limit"
# https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
EVALUATION_WINDOW_SECONDS: Final = 300


def web_acl_rules(plan: RulePlan, mode: Mode, metric_name: str) -> list[wafv2.WebAclRuleArgs]:
    """Return the rules, which refuse or count what matches; the first that refuses decides."""
    return list(_rules(plan, mode, metric_name))


def visibility(metric_name: str) -> wafv2.WebAclRuleVisibilityConfigArgs:
    """Return that a rule is measured, and shows samples of what it matched."""
    return wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, metric_name=metric_name, sampled_requests_enabled=True
    )


def _rules(plan: RulePlan, mode: Mode, metric_name: str) -> Iterator[wafv2.WebAclRuleArgs]:
    if plan.rate_limit is not None:
        yield _limit_rate(plan.rate_limit, mode, f"{metric_name}-{RATE_LIMIT}")
    for place, group in enumerate(plan.groups, start=1):
        yield _ask_group(group, place, mode, f"{metric_name}-{group.role}")


def _limit_rate(limit: int, mode: Mode, metric_name: str) -> wafv2.WebAclRuleArgs:
    action = (
        wafv2.WebAclRuleActionArgs(block=wafv2.WebAclRuleActionBlockArgs())
        if mode == "block"
        else wafv2.WebAclRuleActionArgs(count=wafv2.WebAclRuleActionCountArgs())
    )
    return wafv2.WebAclRuleArgs(
        name=RATE_LIMIT,
        priority=0,
        action=action,
        statement=wafv2.WebAclRuleStatementArgs(
            rate_based_statement=wafv2.WebAclRuleStatementRateBasedStatementArgs(
                aggregate_key_type="IP", limit=limit, evaluation_window_sec=EVALUATION_WINDOW_SECONDS
            )
        ),
        visibility_config=visibility(metric_name),
    )


def _ask_group(group: ManagedGroup, priority: int, mode: Mode, metric_name: str) -> wafv2.WebAclRuleArgs:
    # "none" overrides nothing: each rule of the group does what AWS made it for, mostly to block.
    # The SDK gives the constructors of its empty types no annotation.
    if mode == "block":
        none = wafv2.WebAclRuleOverrideActionNoneArgs()  # type: ignore[no-untyped-call]
        override = wafv2.WebAclRuleOverrideActionArgs(none=none)
    else:
        count = wafv2.WebAclRuleOverrideActionCountArgs()  # type: ignore[no-untyped-call]
        override = wafv2.WebAclRuleOverrideActionArgs(count=count)
    return wafv2.WebAclRuleArgs(
        name=group.role,
        priority=priority,
        override_action=override,
        statement=wafv2.WebAclRuleStatementArgs(
            managed_rule_group_statement=wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
                vendor_name="AWS", name=group.name
            )
        ),
        visibility_config=visibility(metric_name),
    )
