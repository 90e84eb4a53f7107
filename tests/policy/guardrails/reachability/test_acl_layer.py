"""Network ACLs held against an intent by themselves: packets, answers, NAT, and what is not judged."""

from typing import Any

import pytest
from guardrails.graph import Resource
from guardrails.reachability import ports
from guardrails.reachability.acl_layer import beyond_acls
from guardrails.reachability.intent import Allowed, Intent, Selector
from guardrails.tokens import aws

from tests.policy.compliant import UNKNOWN_WIRE
from tests.policy.guardrails.reachability.built import WORLD, Built, tcp

NOT = "which policy/intent.yaml does not allow"
APP, DATA, NAT = "10.0.2.0/24", "10.0.3.0/24", "10.0.1.0/24"


def intent(*more: Allowed, isolated: tuple[str, ...] = ("APP", "DB")) -> Intent:
    tiers = {
        "APP": (Selector(aws("ec2/instance"), "app*"),),
        "DB": (Selector(aws("rds/instance"), "*"),),
    }
    chain = (Allowed("APP", "DB", None, must=True), Allowed("APP", "internet", ports.tcp(443), must=False))
    return Intent(tiers, frozenset(), (*chain, *more), (), frozenset(isolated))


def entry(number: int, block: str, first: int, last: int | None = None, **more: Any) -> dict[str, Any]:
    base = {"ruleNo": number, "action": "allow", "protocol": "tcp", "cidrBlock": block}
    return {**base, "fromPort": first, "toPort": last or first, **more}


class Chain(Built):
    """An application, a database behind it and a NAT gateway, each with the ACL that it needs."""

    def __init__(self, *, known: bool = True) -> None:
        super().__init__(known=known)
        nat = self.add("ec2/natGateway", "nat", subnetId=self.public)
        self.app_subnet = self.subnet("app", APP, {"cidrBlock": WORLD, "natGatewayId": nat})
        self.data_subnet = self.subnet("data", DATA)
        self.app_group = self.group("app")
        self.machine("app", self.app_subnet, self.app_group, associatePublicIpAddress=False)
        group = self.group("db", tcp(5432, securityGroups=[self.app_group]), egress=[])
        self.database("db", self.data_subnet, groups=[group])
        self.entries = {
            "app": ([entry(1, WORLD, 32768, 65535)], [entry(1, WORLD, 443), entry(2, DATA, 5432)]),
            "data": ([entry(1, APP, 5432)], [entry(1, APP, 32768, 65535)]),
            "nat": (
                [entry(1, APP, 443), entry(2, WORLD, 1024, 65535)],
                [entry(1, WORLD, 443), entry(2, APP, 32768, 65535)],
            ),
        }
        self.subnets = {"app": self.app_subnet, "data": self.data_subnet, "nat": self.public}

    def more(self, name: str, way: str, *entries: dict[str, Any]) -> None:
        self.entries[name][way == "egress"].extend(entries)

    def close(self) -> None:
        for name, (ingress, egress) in self.entries.items():
            subnet: Resource = self.subnets[name]
            self.add(
                "ec2/networkAcl", name, vpcId=self.vpc, subnetIds=[subnet], ingress=ingress, egress=egress
            )


def told(net: Built, declared: Intent) -> list[tuple[str, str, bool]]:
    graph = net.graph
    return [
        (graph.get(urn).name, problem.what, problem.undecided)
        for urn, problems in beyond_acls(graph, declared).items()
        for problem in problems
    ]


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def net(request: pytest.FixtureRequest) -> Chain:
    return Chain(known=request.param)


def test_packets_and_answers_of_the_chain_are_all_that_is_needed(net: Chain) -> None:
    net.close()
    assert told(net, intent()) == []


@pytest.mark.parametrize(
    ("name", "way", "wider", "what"),
    [
        ("data", "ingress", entry(9, WORLD, 5432), "ingress entry 9 lets tcp 5432 pass from 0.0.0.0 to 10.0.1.255"),
        ("data", "ingress", entry(9, APP, 22), "ingress entry 9 lets tcp 22 pass from 10.0.2.0/24"),
        ("data", "egress", entry(9, WORLD, 443), "egress entry 9 lets tcp 443 pass to 0.0.0.0 to 10.0.1.255"),
        ("app", "ingress", entry(9, WORLD, 22), "ingress entry 9 lets tcp 22 pass from 0.0.0.0 to 10.0.1.255"),
        ("app", "egress", entry(9, NAT, 22), "egress entry 9 lets tcp 22 pass to 10.0.1.0/24"),
        ("nat", "ingress", entry(9, DATA, 443), "ingress entry 9 lets tcp 443 pass from 10.0.3.0/24"),
        ("nat", "egress", entry(9, WORLD, 25), "egress entry 9 lets tcp 25 pass to 0.0.0.0 to 10.0.0.255"),
    ],
)  # fmt: skip
def test_whatever_else_an_acl_lets_through_is_told(
    net: Chain, name: str, way: str, wider: dict[str, Any], what: str
) -> None:
    net.more(name, way, wider)
    net.close()
    assert told(net, intent()) == [(name, f"{what}, {NOT}", False)]


def test_another_protocol_is_told(net: Chain) -> None:
    net.more("data", "ingress", entry(9, APP, 0, 0, protocol="-1"))
    net.close()
    ((name, what, undecided),) = told(net, intent())
    assert what.startswith("ingress entry 9 lets protocols 0-5; tcp 0-5431, 5433-65535; protocols 7-255 pass")
    assert (name, undecided) == ("data", False)


def test_what_an_earlier_entry_denies_is_not_let_through(net: Chain) -> None:
    net.more("data", "ingress", entry(8, APP, 22, action="deny"), entry(9, APP, 22))
    net.close()
    assert told(net, intent()) == []


def test_without_an_acl_the_default_one_lets_everything_through(net: Chain) -> None:
    del net.entries["data"]
    net.close()
    found = told(net, intent())
    assert [(name, undecided) for name, _, undecided in found] == [("db", False), ("db", False)]
    assert all(what.startswith("the default network ACL of data lets ") for _, what, _ in found)


def test_only_isolated_tiers_and_their_nat_gateways_are_judged(net: Chain) -> None:
    for name in ("app", "data", "nat"):
        net.more(name, "ingress", entry(9, WORLD, 22))
    net.close()
    assert [name for name, *_ in told(net, intent(isolated=()))] == []
    assert [name for name, *_ in told(net, intent(isolated=("DB",)))] == ["data"]
    assert [name for name, *_ in told(net, intent(isolated=("APP",)))] == ["app", "nat"]


def test_what_may_come_from_outside_may_be_open_to_any_address(net: Chain) -> None:
    net.more("app", "ingress", entry(9, WORLD, 8443))
    net.more("app", "egress", entry(9, WORLD, 1024, 65535))
    net.close()
    assert told(net, intent(Allowed("cloudfront", "APP", ports.tcp(8443), must=False))) == []
    assert told(net, intent()) != []


def test_answers_to_udp_are_udp(net: Chain) -> None:
    net.more("data", "ingress", entry(9, APP, 53, protocol="udp"))
    net.more("data", "egress", entry(9, APP, 32768, 65535, protocol="udp"))
    net.more("app", "egress", entry(9, DATA, 53, protocol="udp"))
    net.more("app", "ingress", entry(9, DATA, 32768, 65535, protocol="udp"))
    net.close()
    assert told(net, intent(Allowed("APP", "DB", ports.span_of(17, 53, 53), must=False))) == []


def test_what_stays_within_the_one_subnet_of_an_acl_it_never_sees(net: Chain) -> None:
    net.more("data", "ingress", entry(9, DATA, 0, 65535))
    net.close()
    assert told(net, intent()) == []


def test_an_entry_whose_block_is_unknown_is_undecided(net: Chain) -> None:
    net.more("data", "ingress", entry(9, UNKNOWN_WIRE, 22))
    net.close()
    ((name, what, undecided),) = told(net, intent())
    assert (name, undecided) == ("data", True)
    assert "lets tcp 22 pass from " in what


def test_a_service_with_a_gateway_endpoint_is_asked_by_https() -> None:
    net = Chain()
    net.close()
    tiers = intent()
    asked = Intent(tiers.tiers, frozenset(), tiers.allowed[:1], (("APP", "s3"),), tiers.isolated)
    assert [name for name, *_ in told(net, asked)] == [], "as the way out to the internet"
    silent = Intent(tiers.tiers, frozenset(), tiers.allowed[:1], (), tiers.isolated)
    assert [name for name, *_ in told(net, silent)] == ["app", "app", "nat", "nat"]
