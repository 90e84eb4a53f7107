"""Network ACLs let each step of the chain through with its answers, and nothing else from tier to tier.

The packets of the chain stand here once more, written from the story and not from the plan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.acl_plan import AclPlan, Entry, Ports, TierAcl, plan_acls
from components.network.subnet_plan import ZonePlan, plan_zones
from settings.security import Ingress

PORTS = Ports(app=8443, proxy=5432, database=5433, cache=6379, dax=9111)
USUAL_PORTS = replace(PORTS, database=5432)
ZONES = plan_zones(IPv4Network("10.30.0.0/16"), [f"eu-west-1{letter}" for letter in "abcdef"])
TIERS = ("world", "public", "app", "data")
SOMEWHERE = IPv4Address("203.0.113.7")
EVERY_INGRESS: tuple[Ingress, ...] = ("internet", "cloudfront", "vpc-origin")

LINUX = range(32_768, 65_536)
AWS = range(1024, 65_536)
# Nobody on the internet reaches remote desktop, so that a NAT gateway that takes its port loses the answers.
NAT = {*range(1024, 3389), *range(3390, 65_536)}

# A step: who asks, from which of its ports, whom, on which port.
Step = tuple[str, range, str, int]
BEHIND_THE_LOAD_BALANCER: list[Step] = [
    # The proxy, and the read replicas of the database.
    ("app", LINUX, "data", 5432),
    ("app", LINUX, "data", 5433),
    ("app", LINUX, "data", 6379),
    ("app", LINUX, "data", 9111),
    ("app", LINUX, "data", 443),
    # From the proxy to the database.
    ("data", AWS, "data", 5433),
    # From the application to S3 and DynamoDB through the gateway endpoints; and to the internet, whose
    # addresses a packet keeps on the application's side of a NAT gateway.
    ("app", LINUX, "world", 443),
]
STEPS: dict[Ingress, list[Step]] = {
    "internet": [("world", AWS, "public", 443), ("world", AWS, "public", 80), ("public", AWS, "app", 8443)],
    "cloudfront": [("world", AWS, "public", 443), ("public", AWS, "app", 8443)],
    "vpc-origin": [("world", AWS, "app", 443), ("app", AWS, "app", 8443)],
}
# What may be asked of the world and answered by it is let through to a neighbour in the VPC as well, where
# both sides say "the world": from whom, to whom, on which ports. The data tier never says so.
BY_THE_WAY: dict[Ingress, dict[tuple[str, str], set[int]]] = {
    "internet": {("public", "app"): {*LINUX}, ("app", "public"): {443}, ("public", "public"): {443, *NAT}},
    "cloudfront": {("public", "app"): {*LINUX}, ("app", "public"): {443}, ("public", "public"): {443, *NAT}},
    "vpc-origin": {("public", "app"): {443, *LINUX}, ("app", "public"): {443, *NAT}, ("app", "app"): {443}},
}


def packets(ingress: Ingress) -> dict[tuple[str, str], set[int]]:
    """Return the ports that the chain's packets are sent to, by sender and receiver."""
    found: dict[tuple[str, str], set[int]] = {("public", "world"): {443}, ("world", "public"): set(NAT)}
    for asks, own, answers, port in [*STEPS[ingress], *BEHIND_THE_LOAD_BALANCER]:
        found.setdefault((asks, answers), set()).add(port)
        found.setdefault((answers, asks), set()).update(own)
    return found


def address(tier: str, zone: ZonePlan) -> IPv4Address:
    if tier == "world":
        return SOMEWHERE
    block: IPv4Network = getattr(zone, tier)
    return block.network_address + 9


def lets(entries: Iterable[Entry], other: IPv4Address, port: int) -> bool:
    return any(other in entry.block and entry.ports[0] <= port <= entry.ports[1] for entry in entries)


def passes(plan: AclPlan, sender: tuple[str, ZonePlan], receiver: tuple[str, ZonePlan], port: int) -> bool:
    """Tell whether a packet to a port passes, out of the one subnet and into the other."""
    acls: Mapping[str, TierAcl] = {"public": plan.public, "app": plan.app, "data": plan.data}
    out, into = acls.get(sender[0]), acls.get(receiver[0])
    return (out is None or lets(out.egress, address(*receiver), port)) and (
        into is None or lets(into.ingress, address(*sender), port)
    )


def listings(plan: AclPlan) -> dict[str, tuple[Entry, ...]]:
    return {
        f"{tier} {direction}": getattr(getattr(plan, tier), direction)
        for tier in ("public", "app", "data")
        for direction in ("ingress", "egress")
    }


# Where something begins or ends that the chain speaks of.
OWN_EDGES = {0, 80, 443, 1023, 1024, 3388, 3389, 3390, 5432, 5433, 6379, 8443, 9111, 32_767, 32_768, 65_535}


def edges(plan: AclPlan) -> list[int]:
    """Return a port of each stretch on which no entry begins or ends, and so one of every kind."""
    entries = [entry for listed in listings(plan).values() for entry in listed]
    ends = {port for one in entries for port in (one.ports[0], one.ports[1] + 1)}
    return sorted((OWN_EDGES | ends) - {65_536})


@pytest.mark.parametrize("ingress", EVERY_INGRESS)
@pytest.mark.parametrize("count", [2, 3])
def test_exactly_the_packets_of_the_chain_pass(ingress: Ingress, count: int) -> None:
    plan = plan_acls(ZONES[:count], ingress=ingress, ports=PORTS)
    here, there = ZONES[0], ZONES[count - 1]
    ports = edges(plan)
    chain = packets(ingress)
    for sender, receiver in product(TIERS, repeat=2):
        if (sender, receiver) != ("world", "world"):
            allowed = chain.get((sender, receiver), set()) | BY_THE_WAY[ingress].get(
                (sender, receiver), set()
            )
            passed = {port for port in ports if passes(plan, (sender, here), (receiver, there), port)}
            assert allowed & {*ports} == passed, (sender, receiver)


@pytest.mark.parametrize("ingress", EVERY_INGRESS)
@given(data=st.data())
def test_each_step_is_asked_and_answered_between_all_zones(ingress: Ingress, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(ZONES), min_size=2))
    zones = sorted(chosen, key=lambda zone: zone.zone)
    plan = plan_acls(zones, ingress=ingress, ports=PORTS)
    asks, own, answers, port = data.draw(st.sampled_from([*STEPS[ingress], *BEHIND_THE_LOAD_BALANCER]))
    here, there = data.draw(st.sampled_from(zones)), data.draw(st.sampled_from(zones))
    assert passes(plan, (asks, here), (answers, there), port)
    assert passes(plan, (answers, there), (asks, here), data.draw(st.sampled_from(own)))


@pytest.mark.parametrize("ingress", EVERY_INGRESS)
@given(other=st.ip_addresses(v=4), port=st.integers(0, 65_535))
def test_the_data_tier_knows_nobody_but_the_app_tier_and_itself(
    ingress: Ingress, other: IPv4Address, port: int
) -> None:
    acl = plan_acls(ZONES, ingress=ingress, ports=PORTS).data
    known = any(other in block for zone in ZONES for block in (zone.app, zone.data))
    assert known or not (lets(acl.ingress, other, port) or lets(acl.egress, other, port))


@pytest.mark.parametrize("ingress", EVERY_INGRESS)
@pytest.mark.parametrize("port", [22, 3389])
def test_nobody_on_the_internet_reaches_an_administration_port(ingress: Ingress, port: int) -> None:
    plan = plan_acls(ZONES, ingress=ingress, ports=PORTS)
    for acl in (plan.public, plan.app, plan.data):
        assert not lets(acl.ingress, SOMEWHERE, port)


def test_the_load_balancer_has_plain_http_only_where_the_internet_comes_by_itself() -> None:
    http = {
        ingress: lets(plan_acls(ZONES, ingress=ingress, ports=PORTS).public.ingress, SOMEWHERE, 80)
        for ingress in EVERY_INGRESS
    }
    assert http == {"internet": True, "cloudfront": False, "vpc-origin": False}


@pytest.mark.parametrize("ingress", EVERY_INGRESS)
@given(st.sets(st.sampled_from(ZONES), min_size=1))
def test_another_zone_renumbers_no_entry(ingress: Ingress, zones: set[ZonePlan]) -> None:
    fewer = listings(plan_acls([*zones], ingress=ingress, ports=PORTS))
    every = listings(plan_acls(ZONES, ingress=ingress, ports=PORTS))
    for name, entries in fewer.items():
        assert set(entries) <= set(every[name]), name


# https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
@pytest.mark.parametrize("ingress", EVERY_INGRESS)
@pytest.mark.parametrize(
    ("ports", "count", "quota"),
    [(USUAL_PORTS, 2, 20), (USUAL_PORTS, 4, 20), (USUAL_PORTS, 6, 40), (PORTS, 3, 20), (PORTS, 6, 40)],
)
def test_numbers_are_unique_and_within_the_quota(
    ingress: Ingress, ports: Ports, count: int, quota: int
) -> None:
    for name, entries in listings(plan_acls(ZONES[:count], ingress=ingress, ports=ports)).items():
        numbers = [entry.number for entry in entries]
        assert len(set(numbers)) == len(numbers), name
        assert len(numbers) <= quota, f"{name}: rules per network ACL and direction"
        assert max(numbers) <= 32_766, f"{name}: the highest number that AWS allows"


@pytest.mark.parametrize(("ports", "count", "needed"), [(USUAL_PORTS, 5, 25), (PORTS, 4, 24)])
def test_more_zones_need_a_quota_that_aws_raises_on_demand(ports: Ports, count: int, needed: int) -> None:
    entries = plan_acls(ZONES[:count], ingress="cloudfront", ports=ports).data.ingress
    assert len(entries) == needed, "README tells that the default of 20 does not suffice"


@pytest.mark.parametrize("ingress", EVERY_INGRESS)
def test_where_proxy_and_database_share_a_port_they_share_the_entries(ingress: Ingress) -> None:
    for name, entries in listings(plan_acls(ZONES, ingress=ingress, ports=USUAL_PORTS)).items():
        lets_through = [(one.block, one.ports) for one in entries]
        assert len(set(lets_through)) == len(lets_through), name


def test_nothing_is_open_for_dax_where_it_is_left_out() -> None:
    plan = plan_acls(ZONES, ingress="vpc-origin", ports=replace(PORTS, dax=None))
    opened = {entry.ports for acl in (plan.app, plan.data) for entry in (*acl.ingress, *acl.egress)}
    assert (9111, 9111) not in opened
    assert (6379, 6379) in opened, "the other stores stay open"
