"""Security groups open to the world: every way to write a rule, ports and blocks taken together."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.graph import Graph, Resource

from tests.policy.compliant import UNKNOWN_WIRE, make

RULE = rule_by_id("ec2-security-group-not-open")
WORLD = "0.0.0.0/0"


def said(*resources: Resource) -> dict[str, list[str]]:
    """Return what is said of each resource, without the fix."""
    found: dict[str, list[str]] = {}
    for one in RULE.findings(Graph(resources)):
        what = one.message.removeprefix(f"{one.resource.name}: ").removesuffix(f". {RULE.remediation}.")
        found.setdefault(one.resource.name, []).append(what)
    return found


def inline(*rules: dict[str, Any], name: str = "group") -> Resource:
    return make("ec2/securityGroup", name, {"ingress": list(rules)}, id=f"sg-{name}")


def tcp(first: int, last: int | None = None, *blocks: str, **more: Any) -> dict[str, Any]:
    last = first if last is None else last
    return {"protocol": "tcp", "fromPort": first, "toPort": last, "cidrBlocks": list(blocks), **more}


def single(name: str, port: int, block: str, group: str = "sg-group", **more: Any) -> Resource:
    inputs = {"securityGroupId": group, "ipProtocol": "tcp", "fromPort": port, "toPort": port,
              "cidrIpv4": block, **more}  # fmt: skip
    return make("vpc/securityGroupIngressRule", name, inputs)


OPEN_SSH = f"tcp 22 is open to the world ({WORLD})"


@pytest.mark.parametrize(
    "resource",
    [
        inline(tcp(22, None, WORLD), name="it"),
        make("ec2/defaultSecurityGroup", "it", {"ingress": [tcp(22, None, WORLD)]}),
        make(
            "ec2/securityGroupRule",
            "it",
            {"type": "ingress", "securityGroupId": "sg", **tcp(22, None, WORLD)},
        ),
        single("it", 22, WORLD),
        inline(tcp(22, None, WORLD, self=True, securityGroups=["sg-other"]), name="it"),
        inline({**tcp(22, None, WORLD), "protocol": "6", "fromPort": 22.0, "toPort": 22.0}, name="it"),
    ],
    ids=["inline", "default group", "securityGroupRule", "ingress rule", "beside a group", "by number"],
)
def test_ssh_from_everywhere_is_found_however_it_is_written(resource: Resource) -> None:
    assert said(resource) == {"it": [OPEN_SSH]}


def test_ipv6_is_the_world_as_well() -> None:
    rule = single("it", 22, "", cidrIpv6="::/0")
    assert said(rule) == {"it": ["tcp 22 is open to the world (::/0)"]}


@pytest.mark.parametrize(
    "rule",
    [
        tcp(443, None, WORLD),
        tcp(80, None, WORLD, ipv6CidrBlocks=["::/0"]),
        tcp(22, None, "10.0.0.0/8"),
        tcp(22, None, "203.0.113.0/24", "198.51.100.7/32"),
        {"protocol": "tcp", "fromPort": 22, "toPort": 22, "securityGroups": ["sg-bastion"]},
        {"protocol": "icmp", "fromPort": 3, "toPort": 4, "cidrBlocks": [WORLD]},
        tcp(22, None, prefixListIds=["pl-4fa04526"]),
    ],
    ids=["https", "http", "private", "offices", "a group", "path MTU", "a list of AWS"],
)
def test_what_has_to_be_open_is_not_found(rule: dict[str, Any]) -> None:
    assert said(inline(rule)) == {}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (tcp(0, 65535, WORLD), "tcp on every port"),
        (tcp(79, 81, WORLD), "tcp 79-81"),
        (tcp(443, 444, WORLD), "tcp 443-444"),
        ({"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [WORLD]}, "every protocol and port"),
        ({"protocol": "udp", "fromPort": 53, "toPort": 53, "cidrBlocks": [WORLD]}, "udp 53"),
        ({"protocol": "50", "cidrBlocks": [WORLD]}, "50 on every port"),
    ],
)
def test_ports_are_told_in_the_words_of_aws(rule: dict[str, Any], says: str) -> None:
    assert {"group": [f"{says} is open to the world ({WORLD})"]} == said(inline(rule))


def test_halves_of_the_world_in_two_rules_are_the_world() -> None:
    low, high = single("low", 22, "0.0.0.0/1"), single("high", 22, "128.0.0.0/1")
    group = inline(name="group")
    assert said(group, low, high) == {
        "low": ["tcp 22 is open to the world (0.0.0.0/1)"],
        "high": ["tcp 22 is open to the world (128.0.0.0/1)"],
    }
    slices = [single(f"s{first}", 22, f"{first}.0.0.0/8") for first in (20, 30)]
    assert sorted(said(group, *slices)) == ["s20", "s30"], "two /8 are more than one company has"
    assert said(group, single("s", 22, "20.0.0.0/8")) == {}


def test_halves_in_two_groups_are_not_added_up() -> None:
    groups = inline(name="a"), inline(name="b")
    rules = single("low", 22, "20.0.0.0/8", "sg-a"), single("high", 22, "30.0.0.0/8", "sg-b")
    assert said(*groups, *rules) == {}


def test_rules_whose_ports_overlap_are_judged_port_by_port() -> None:
    group = inline(tcp(20, 25, "20.0.0.0/8"), tcp(24, 30, "30.0.0.0/8"))
    expected = "tcp 24-25 is open to the world (20.0.0.0/8, 30.0.0.0/8)"
    assert {"group": [expected]} == said(group)


def test_rules_find_their_group_by_its_wire_in_a_preview() -> None:
    group = make("ec2/securityGroup", "group", {})
    rules = [
        make(
            "vpc/securityGroupIngressRule",
            name,
            {
                "securityGroupId": UNKNOWN_WIRE,
                "ipProtocol": "tcp",
                "fromPort": 22,
                "toPort": 22,
                "cidrIpv4": cidr,
            },
            wires={"securityGroupId": [group]},
        )
        for name, cidr in (("low", "0.0.0.0/1"), ("high", "128.0.0.0/1"))
    ]
    assert sorted(said(group, *rules)) == ["high", "low"]


def test_an_egress_rule_is_not_judged() -> None:
    rule = {"type": "egress", "securityGroupId": "sg", **tcp(22, None, WORLD)}
    assert said(make("ec2/securityGroupRule", "it", rule)) == {}


@pytest.mark.parametrize("known", [True, False], ids=["state", "preview"])
def test_a_data_store_lets_the_world_in_on_no_port(known: bool) -> None:
    group = make(
        "ec2/securityGroup", "group", {"ingress": [tcp(443, None, WORLD)]}, id="sg-1" if known else ""
    )
    value = "sg-1" if known else UNKNOWN_WIRE
    store = make(
        "rds/instance", "db", {"vpcSecurityGroupIds": [value]}, wires={"vpcSecurityGroupIds": [group]}
    )
    assert {"group": [f"tcp 443 is open to the world ({WORLD})"]} == said(group, store)


@pytest.mark.parametrize("separate", [True, False], ids=["entry resource", "inline"])
def test_a_prefix_list_of_our_own_is_opened(separate: bool) -> None:
    entries = [] if separate else [{"cidr": WORLD}]
    prefixes = make("ec2/managedPrefixList", "list", {"entries": entries}, id="pl-1")
    entry = make("ec2/managedPrefixListEntry", "entry", {"prefixListId": "pl-1", "cidr": WORLD})
    rule = single("it", 22, "", prefixListId="pl-1")
    extra = [entry] if separate else []
    assert said(prefixes, rule, *extra) == {"it": [OPEN_SSH]}
    nested = inline(tcp(80, None), tcp(22, None, prefixListIds=["pl-1"]))
    assert said(prefixes, nested, *extra) == {"group": [OPEN_SSH]}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cidrIpv4": UNKNOWN_WIRE}, "cidrIpv4 is not known yet"),
        ({"cidrIpv4": WORLD, "fromPort": UNKNOWN_WIRE}, "which ports it opens is not known yet"),
        ({"cidrIpv4": "", "prefixListId": UNKNOWN_WIRE}, "prefixListId is not known yet"),
    ],
)
def test_what_cannot_be_told_is_undecided(change: dict[str, Any], says: str) -> None:
    found = list(RULE.findings(Graph([single("it", 22, "10.0.0.0/8", **change)])))
    assert [(f"it: cannot be decided before `up`: {says}. {RULE.remediation}.", True)] == [
        (one.message, one.undecided) for one in found
    ]


def test_an_inline_list_that_is_unknown_is_undecided() -> None:
    group = make("ec2/securityGroup", "group", {"ingress": UNKNOWN_WIRE})
    assert said(group) == {"group": ["cannot be decided before `up`: ingress is not known yet"]}


def test_the_block_of_a_network_or_a_machine_is_not_the_world() -> None:
    vpc = make("ec2/vpc", "vpc", {})
    rule = make(
        "vpc/securityGroupIngressRule",
        "it",
        {
            "securityGroupId": "sg",
            "ipProtocol": "tcp",
            "fromPort": 22,
            "toPort": 22,
            "cidrIpv4": UNKNOWN_WIRE,
        },
        wires={"cidrIpv4": [vpc]},
    )
    assert said(vpc, rule) == {}


def test_a_block_that_aws_refuses_opens_nothing() -> None:
    assert said(inline(tcp(22, None, "everyone"))) == {}


def test_many_rules_of_one_group_take_a_moment() -> None:
    rules = [single(f"r{port}", port, "10.0.0.0/8" if port % 2 else WORLD) for port in range(1000, 3000)]
    assert len(said(inline(), *rules)) == 1000
