"""The rules of a web ACL: which, in which order, and within which capacity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.firewall.rule_plan import INCLUDED_CAPACITY, plan_rules


def test_a_web_acl_that_sees_clients_judges_address_and_content() -> None:
    plan = plan_rules(rate_limit=2000, sees_clients=True)
    assert plan.rate_limit == 2000
    assert [group.name for group in plan.groups] == [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ]


def test_a_web_acl_behind_cloudfront_judges_content_alone() -> None:
    plan = plan_rules(rate_limit=2000, sees_clients=False)
    assert plan.rate_limit is None, "the limit would stop an edge location with all its visitors"
    assert [group.role for group in plan.groups] == ["common", "known-bad-inputs", "sql-injection"]


@pytest.mark.parametrize(("sees_clients", "capacity"), [(True, 1127), (False, 1100)])
def test_the_capacity_is_what_aws_says_of_the_rules(sees_clients: bool, capacity: int) -> None:
    assert capacity == plan_rules(rate_limit=2000, sees_clients=sees_clients).capacity


@given(rate_limit=st.integers(10, 2_000_000_000), sees_clients=st.booleans())
def test_every_plan_keeps_within_what_the_price_covers(rate_limit: int, sees_clients: bool) -> None:
    plan = plan_rules(rate_limit=rate_limit, sees_clients=sees_clients)
    assert plan.capacity <= INCLUDED_CAPACITY
    roles = [group.role for group in plan.groups]
    assert len(roles) == len(set(roles)), "a rule's name stands once in a web ACL"
