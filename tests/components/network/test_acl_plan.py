"""Network ACLs let each step of the chain through with its answers, and nothing else into the data tier."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.acl_plan import AclPlan, Entry, TierAcl, plan_acls
from components.network.subnet_plan import plan_zones

ZONES = plan_zones(IPv4Network("10.30.0.0/16"), [f"eu-west-1{letter}" for letter in "abcdef"])
PLAN = plan_acls(ZONES, app_port=8443, database_port=5432)
PUBLIC, APP, DATA = (IPv4Address("10.30.24.9"), IPv4Address("10.30.32.9"), IPv4Address("10.30.80.9"))
SOMEWHERE = IPv4Address("203.0.113.7")


def lets(entries: tuple[Entry, ...], address: IPv4Address, port: int) -> bool:
    return any(address in entry.block and entry.ports[0] <= port <= entry.ports[1] for entry in entries)


def talk(
    left: TierAcl | None,
    left_address: IPv4Address,
    right: TierAcl | None,
    right_address: IPv4Address,
    *,
    ports: tuple[int, int],
) -> bool:
    """Tell whether left reaches a port of right and gets its answer; None is the internet."""
    own, asked = ports
    return all(
        (
            left is None or lets(left.egress, right_address, asked),
            right is None or lets(right.ingress, left_address, asked),
            right is None or lets(right.egress, left_address, own),
            left is None or lets(left.ingress, right_address, own),
        )
    )


@pytest.mark.parametrize("port", [80, 443])
@given(own=st.integers(1024, 65_535))
def test_the_internet_reaches_the_load_balancer(port: int, own: int) -> None:
    assert talk(None, SOMEWHERE, PLAN.public, PUBLIC, ports=(own, port))


@given(own=st.integers(1024, 65_535))
def test_the_load_balancer_reaches_the_application_from_each_of_its_ports(own: int) -> None:
    assert talk(PLAN.public, PUBLIC, PLAN.app, APP, ports=(own, 8443))


@given(own=st.integers(32_768, 65_535))
def test_the_application_reaches_the_database(own: int) -> None:
    assert talk(PLAN.app, APP, PLAN.data, DATA, ports=(own, 5432))


@given(
    own=st.integers(32_768, 65_535), translated=st.integers(1024, 65_535).filter(lambda port: port != 3389)
)
def test_the_application_reaches_https_anywhere_through_a_nat_gateway(own: int, translated: int) -> None:
    out = (
        lets(PLAN.app.egress, SOMEWHERE, 443),
        lets(PLAN.public.ingress, APP, 443),
        lets(PLAN.public.egress, SOMEWHERE, 443),
    )
    back = (
        lets(PLAN.public.ingress, SOMEWHERE, translated),
        lets(PLAN.public.egress, APP, own),
        lets(PLAN.app.ingress, SOMEWHERE, own),
    )
    assert all(out)
    assert all(back)


@given(own=st.integers(32_768, 65_535))
def test_the_application_reaches_s3_through_its_endpoint(own: int) -> None:
    assert talk(PLAN.app, APP, None, SOMEWHERE, ports=(own, 443))


@given(st.ip_addresses(v=4), st.integers(0, 65_535))
def test_only_the_app_tier_gets_into_the_data_tier_and_only_to_the_database(
    address: IPv4Address, port: int
) -> None:
    from_app = any(address in zone.app for zone in ZONES)
    assert (from_app and port == 5432) == lets(PLAN.data.ingress, address, port)


@given(st.ip_addresses(v=4), st.integers(0, 65_535))
def test_the_data_tier_answers_the_app_tier_alone(address: IPv4Address, port: int) -> None:
    from_app = any(address in zone.app for zone in ZONES)
    assert (from_app and port >= 32_768) == lets(PLAN.data.egress, address, port)


@pytest.mark.parametrize("port", [22, 3389])
def test_nobody_on_the_internet_reaches_an_administration_port_of_the_public_tier(port: int) -> None:
    assert not lets(PLAN.public.ingress, SOMEWHERE, port)
    assert not lets(PLAN.app.ingress, SOMEWHERE, port)


@given(
    st.sets(st.sampled_from(ZONES), min_size=1).map(lambda zones: sorted(zones, key=lambda zone: zone.zone))
)
def test_another_zone_renumbers_no_entry(zones: list[object]) -> None:
    fewer = plan_acls(zones, app_port=8443, database_port=5432)  # type: ignore[arg-type]
    for tier in ("public", "app", "data"):
        for direction in ("ingress", "egress"):
            some, all_ = (getattr(getattr(plan, tier), direction) for plan in (fewer, PLAN))
            assert set(some) <= set(all_), (tier, direction)


def entries(plan: AclPlan) -> list[tuple[Entry, ...]]:
    return [entries for acl in (plan.public, plan.app, plan.data) for entries in (acl.ingress, acl.egress)]


def test_numbers_are_unique_and_within_the_quota_with_six_zones() -> None:
    for listed in entries(PLAN):
        numbers = [entry.number for entry in listed]
        assert len(set(numbers)) == len(numbers)
        # https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
        assert len(numbers) <= 20, "rules per network ACL and direction, with all six zones"
        assert max(numbers) <= 32_766, "the highest number that AWS allows"
