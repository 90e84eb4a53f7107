"""The plan of DB instances: names that RDS takes, and that stay when the number of replicas changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.instance_plan import plan_instances

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,19}", fullmatch=True)
STACKS = st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True)
REPLICAS = st.integers(min_value=0, max_value=15)


def test_the_plan_of_the_shop_in_prod() -> None:
    plan = plan_instances("shop", "prod", replicas=2)
    assert plan.primary.role == "primary"
    assert plan.primary.identifier == "shop-prod-primary"
    assert [replica.role for replica in plan.replicas] == ["r1", "r2"]
    assert [replica.identifier for replica in plan.replicas] == ["shop-prod-r1", "shop-prod-r2"]
    assert plan.proxy_name == "shop-prod-proxy"
    assert plan.rotation_name == "shop-prod-rotation"


def test_a_log_group_is_called_what_aws_calls_it() -> None:
    plan = plan_instances("shop", "dev", replicas=0)
    assert plan.primary.log_group_name("postgresql") == "/aws/rds/instance/shop-dev-primary/postgresql"
    assert plan.proxy_log_group_name == "/aws/rds/proxy/shop-dev-proxy"
    assert plan.rotation_log_group_name == "/aws/lambda/shop-dev-rotation"


@given(name=NAMES, stack=STACKS, replicas=REPLICAS)
def test_every_identifier_is_one_that_rds_takes(name: str, stack: str, replicas: int) -> None:
    plan = plan_instances(name, stack, replicas=replicas)
    identifiers = [
        plan.primary.identifier,
        *(replica.identifier for replica in plan.replicas),
        plan.proxy_name,
        plan.rotation_name,
    ]
    assert replicas + 3 == len(set(identifiers)), "identifiers are distinct"
    for identifier in identifiers:
        assert re.fullmatch(r"[a-z][a-z0-9-]{0,62}", identifier)
        assert "--" not in identifier
        assert not identifier.endswith("-")


@given(name=NAMES, stack=STACKS, fewer=REPLICAS, more=REPLICAS)
def test_another_number_of_replicas_renames_none(name: str, stack: str, fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    small = plan_instances(name, stack, replicas=fewer)
    large = plan_instances(name, stack, replicas=more)
    assert small.primary == large.primary
    assert small.replicas == large.replicas[:fewer]


@pytest.mark.parametrize("replicas", [-1, 16])
def test_a_number_of_replicas_that_rds_refuses_is_refused(replicas: int) -> None:
    with pytest.raises(ValueError, match=f"has 0 to 15 read replicas, not {replicas}"):
        plan_instances("shop", "dev", replicas=replicas)


@pytest.mark.parametrize(
    ("name", "stack", "identifier"),
    [
        ("shop", "s" * 60, f"shop-{'s' * 60}-primary"),
        ("1shop", "dev", "1shop-dev-primary"),
        ("-shop", "dev", "-shop-dev-primary"),
    ],
)
def test_a_name_that_makes_no_identifier_is_refused(name: str, stack: str, identifier: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"'{identifier}' is no DB instance identifier")):
        plan_instances(name, stack, replicas=0)
