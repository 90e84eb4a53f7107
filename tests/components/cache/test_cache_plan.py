"""The names of the cache: such as ElastiCache takes, and the same whatever the number of replicas."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cache.cache_plan import plan_cache

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True)
STACKS = st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True)
REPLICAS = st.integers(min_value=0, max_value=5)


def test_the_plan_of_the_shop_in_prod() -> None:
    plan = plan_cache("shop", "prod", replicas=2)
    assert plan.replication_group_id == "shop-prod"
    assert plan.user_id == "shop-prod-app"
    assert plan.node_ids == ("shop-prod-001", "shop-prod-002", "shop-prod-003")


def test_logs_have_the_prefix_that_aws_asks_for_where_it_delivers() -> None:
    plan = plan_cache("shop", "dev", replicas=0)
    assert plan.log_group_name("slow-log") == "/aws/vendedlogs/elasticache/shop-dev/slow-log"


@given(name=NAMES, stack=STACKS, replicas=REPLICAS)
def test_every_identifier_is_one_that_elasticache_takes(name: str, stack: str, replicas: int) -> None:
    plan = plan_cache(name, stack, replicas=replicas)
    identifiers = [plan.replication_group_id, plan.user_id, *plan.node_ids]
    assert replicas + 3 == len(set(identifiers)), "identifiers are distinct"
    for identifier in identifiers:
        assert re.fullmatch(r"[a-z][a-z0-9-]{0,39}", identifier)
        assert "--" not in identifier
        assert not identifier.endswith("-")


@given(name=NAMES, stack=STACKS, fewer=REPLICAS, more=REPLICAS)
def test_another_number_of_replicas_renames_none(name: str, stack: str, fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    small, large = plan_cache(name, stack, replicas=fewer), plan_cache(name, stack, replicas=more)
    assert small.node_ids == large.node_ids[: fewer + 1]
    assert small.replication_group_id == large.replication_group_id


@pytest.mark.parametrize(("name", "stack"), [("shop", "s" * 32), ("1shop", "dev"), ("-shop", "dev")])
def test_a_name_that_makes_no_identifier_is_refused(name: str, stack: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"'{name}-{stack}' is no identifier of a cache")):
        plan_cache(name, stack, replicas=0)
