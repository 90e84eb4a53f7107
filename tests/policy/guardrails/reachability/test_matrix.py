"""An intent held against a network, both ways: who reaches a tier uninvited, and which hop blocks who must."""

from typing import Any

import pytest
from guardrails.reachability.demands import by_nat, missing
from guardrails.reachability.intent import Allowed, Intent, Selector
from guardrails.reachability.matrix import uninvited
from guardrails.tokens import aws

from tests.policy.compliant import UNKNOWN_WIRE
from tests.policy.guardrails.reachability.built import WORLD, Built, tcp

TIERS = {
    "APP": (Selector(aws("ec2/instance"), "app*"),),
    "DB": (Selector(aws("rds/instance"), "*"),),
}
ALLOWED = "which policy/intent.yaml does not allow"
DEMANDED = "as policy/intent.yaml demands"


def intent(*allowed: Allowed, services: tuple[str, ...] = ()) -> Intent:
    return Intent(TIERS, frozenset(), allowed, tuple(("APP", service) for service in services))


APP_TO_DB = intent(Allowed("APP", "DB", None, must=True))


def told(found: Any) -> list[tuple[str, bool]]:
    return [(problem.what, problem.undecided) for problems in found.values() for problem in problems]


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def net(request: pytest.FixtureRequest) -> Built:
    made = Built(known=request.param)
    made.app_group = made.group("app")
    made.app = made.machine("app", made.public, made.app_group, associatePublicIpAddress=False)
    return made


def test_a_chain_as_declared_has_no_problem(net: Built) -> None:
    net.database("db", net.private, groups=[net.group("db", tcp(5432, securityGroups=[net.app_group]))])
    assert told(uninvited(net.graph, APP_TO_DB)) == []
    assert told(missing(net.graph, APP_TO_DB)) == []


def test_whoever_is_not_declared_is_told_with_the_way(net: Built) -> None:
    other = net.group("other")
    net.machine("jump", net.public, other, associatePublicIpAddress=False)
    net.database("db", net.private, groups=[net.group("db", tcp(5432, "10.0.0.0/16"))])
    way = "ec2/instance jump -> security group other (rule other) -> security group db (rule db) -> rds/instance db"
    assert told(uninvited(net.graph, APP_TO_DB)) == [
        (f"ec2/instance jump reaches it on tcp 5432, {ALLOWED}: {way}", False)
    ]


def test_another_port_than_the_declared_one_is_told(net: Built) -> None:
    rules = [tcp(port, securityGroups=[net.app_group]) for port in (22, 5432)]
    net.database("db", net.private, groups=[net.group("db", *rules)])
    (what, undecided), *more = told(uninvited(net.graph, APP_TO_DB))
    assert what.startswith(f"ec2/instance app reaches it on tcp 22, {ALLOWED}: ")
    assert (undecided, more) == (False, [])


def test_the_internet_is_told_as_well(net: Built) -> None:
    net.database("db", net.public, groups=[net.group("db", tcp(5432, WORLD))], publiclyAccessible=True)
    (what, undecided), *more = told(uninvited(net.graph, APP_TO_DB))
    assert what == (
        f"the internet reaches it on tcp 5432, {ALLOWED}: the internet -> internet gateway igw by route 1 of public "
        "(0.0.0.0/0) -> security group db (rule db) -> rds/instance db"
    )
    assert (undecided, more) == (False, [])


def test_networks_behind_a_vpn_are_told_unless_they_are_declared(net: Built) -> None:
    gateway = net.add("ec2/vpnGateway", "vpn", vpcId=net.vpc)
    subnet = net.subnet("office", "10.0.7.0/24", {"cidrBlock": "192.168.0.0/16", "gatewayId": gateway})
    net.database("db", subnet, groups=[net.group("db", tcp(5432, "192.168.0.0/24"))])
    what = f"other networks (192.168.0.0/24) reach it on tcp 5432, {ALLOWED}"
    assert told(uninvited(net.graph, APP_TO_DB)) == [(what, False)]
    declared = intent(*APP_TO_DB.allowed, Allowed("networks", "DB", None, must=False))
    assert told(uninvited(net.graph, declared)) == []


def test_a_group_of_another_stack_is_not_silently_left_out(net: Built) -> None:
    net.database(
        "db", net.private, groups=[net.group("db", tcp(5432, securityGroups=["sg-far", net.app_group]))]
    )
    what = "the members of security group sg-far, which is not in this stack, may reach it"
    assert (what, True) in told(uninvited(net.graph, APP_TO_DB))


def test_a_tier_that_holds_nothing_is_told_unless_it_is_optional(net: Built) -> None:
    what = "tier DB of policy/intent.yaml holds no resource, so that nothing is proven of it"
    assert told(uninvited(net.graph, APP_TO_DB)) == [(what, False)]
    optional = Intent(TIERS, frozenset({"DB"}), APP_TO_DB.allowed, ())
    assert told(uninvited(net.graph, optional)) == []


def test_a_group_that_does_not_let_in_blocks_the_way(net: Built) -> None:
    net.database("db", net.private, groups=[net.group("db", tcp(5432, "10.9.0.0/16"))])
    assert told(missing(net.graph, APP_TO_DB)) == [
        (
            f"ec2/instance app does not reach it on tcp 5432, {DEMANDED}: ec2/instance app -> security group app "
            "(rule app) -> security group db: no rule lets tcp 5432 in",
            False,
        )
    ]


def test_a_network_acl_that_lets_no_answers_out_blocks_the_way(net: Built) -> None:
    net.database("db", net.private, groups=[net.group("db", tcp(5432, securityGroups=[net.app_group]))])
    entry = {"protocol": "tcp", "cidrBlock": "10.0.1.0/24", "action": "allow", "ruleNo": 100}
    net.add("ec2/networkAcl", "acl", vpcId=net.vpc, subnetIds=[net.private],
            ingress=[{**entry, "fromPort": 5432, "toPort": 5432}],
            egress=[{**entry, "fromPort": 1024, "toPort": 5000}])  # fmt: skip
    (what, undecided), *more = told(missing(net.graph, APP_TO_DB))
    assert what.endswith("network ACL acl: no egress entries allow answers to tcp 32768-60999")
    assert (undecided, more) == (False, [])


def test_vpcs_that_nothing_joins_are_told(net: Built) -> None:
    far = net.add("ec2/vpc", "far", cidrBlock="10.5.0.0/16")
    subnet = net.add("ec2/subnet", "far", vpcId=far, cidrBlock="10.5.1.0/24")
    group = net.add("ec2/securityGroup", "db", vpcId=far, ingress=[tcp(5432, WORLD)], egress=[])
    net.database("db", subnet, groups=[group])
    what = "no peering or transit gateway joins the VPCs of public and far"
    assert told(missing(net.graph, APP_TO_DB)) == [
        (f"ec2/instance app does not reach it on tcp 5432, {DEMANDED}: ec2/instance app -> {what}", False)
    ]


def test_a_peering_joins_vpcs_only_with_routes_both_ways(net: Built) -> None:
    far = net.add("ec2/vpc", "far", cidrBlock="10.5.0.0/16")
    peering = net.add("ec2/vpcPeeringConnection", "peering", vpcId=net.vpc, peerVpcId=far)
    here = net.subnet("here", "10.0.8.0/24", {"cidrBlock": "10.5.0.0/16", "vpcPeeringConnectionId": peering})
    net.resources.remove(net.app)
    net.machine("app", here, net.app_group)
    subnet = net.add("ec2/subnet", "far", vpcId=far, cidrBlock="10.5.1.0/24")
    table = net.add("ec2/routeTable", "far", vpcId=far)
    net.add("ec2/routeTableAssociation", "far", subnetId=subnet, routeTableId=table)
    group = net.add("ec2/securityGroup", "db", vpcId=far, ingress=[tcp(5432, "10.0.0.0/16")], egress=[])
    net.database("db", subnet, groups=[group])
    (what, _), *_more = told(missing(net.graph, APP_TO_DB))
    assert what.endswith("-> peering connection peering by route 1 of here (10.5.0.0/16) -> security group db (rule db)"
                         " -> route table far leads nowhere for answers")  # fmt: skip
    net.add(
        "ec2/route",
        "back",
        routeTableId=table,
        destinationCidrBlock="10.0.0.0/16",
        vpcPeeringConnectionId=peering,
    )
    assert told(missing(net.graph, APP_TO_DB)) == []


def test_a_rule_that_cannot_be_read_leaves_the_demand_undecided() -> None:
    net = Built()
    app = net.group("app")
    net.machine("app", net.public, app)
    net.database("db", net.private, groups=[net.group("db", tcp(5432, UNKNOWN_WIRE))])
    assert told(missing(net.graph, APP_TO_DB)) == [
        ("whether ec2/instance app reaches it on tcp 5432 is not known", True)
    ]


def test_a_service_is_reached_through_its_gateway_endpoint(net: Built) -> None:
    wanted = intent(services=("s3", "dynamodb"))
    nat = net.add("ec2/natGateway", "nat", subnetId=net.public)
    table = next(one for one in net.resources if one.type == aws("ec2/routeTable") and one.name == "private")
    net.resources.remove(net.app)
    net.machine("app", net.private, net.app_group)
    net.add("ec2/route", "out", routeTableId=table, destinationCidrBlock=WORLD, natGatewayId=nat)
    found = told(by_nat(net.graph, wanted))
    assert found == [
        (
            "it does not reach s3, dynamodb through an endpoint from private: route out (0.0.0.0/0) leads to nat nat",
            False,
        )
    ]
    net.add(
        "ec2/vpcEndpoint",
        "s3",
        vpcId=net.vpc,
        serviceName="com.amazonaws.eu-west-1.s3",
        routeTableIds=[table],
    )
    (what, _), *more = told(by_nat(net.graph, wanted))
    assert (what.partition(" through")[0], more) == ("it does not reach dynamodb", [])


@pytest.mark.parametrize(("named", "ok"), [(True, True), (False, False)])
def test_a_service_is_reached_by_name_through_an_interface_endpoint(
    net: Built, named: bool, ok: bool
) -> None:
    group = net.group("endpoint", tcp(443, securityGroups=[net.app_group]))
    net.add("ec2/vpcEndpoint", "kms", vpcId=net.vpc, serviceName="com.amazonaws.eu-west-1.kms", subnetIds=[net.private],
            vpcEndpointType="Interface", securityGroupIds=[group], privateDnsEnabled=named)  # fmt: skip
    assert (told(by_nat(net.graph, intent(services=("kms",)))) == []) is ok


def test_a_replica_without_groups_has_the_default_one_and_not_those_of_its_source(net: Built) -> None:
    net.database("db", net.private, groups=[net.group("db", tcp(5432, securityGroups=[net.app_group]))])
    source = net.resources[-1]
    net.add("rds/instance", "replica", engine="postgres", replicateSourceDb=source)
    net.add("ec2/defaultSecurityGroup", "default", vpcId=net.vpc, ingress=[], egress=[])
    (what, undecided), *more = told(missing(net.graph, APP_TO_DB))
    assert what.endswith("security group default: no rule lets tcp 5432 in")
    assert (undecided, more) == (False, [])
