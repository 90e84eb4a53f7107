"""Which subnets have a road to an internet gateway: known ids as in a state, unknown ones as in a preview."""

from typing import Any

import pytest
from guardrails.graph import Graph, Resource
from guardrails.placement import Placement

from tests.policy.compliant import UNKNOWN_WIRE, graph, make

WORLD = "0.0.0.0/0"


class Net:
    """A VPC with one subnet; `known` ids stand as values, else each reference is an unknown with a wire."""

    def __init__(self, *, known: bool) -> None:
        self.known = known
        self.resources: list[Resource] = []
        self.vpc = self.add("ec2/vpc", "vpc", outputs={"mainRouteTableId": "rtb-main"} if known else {})
        self.gateway = self.add("ec2/internetGateway", "igw")
        self.nat = self.add("ec2/natGateway", "nat")
        self.table = self.add("ec2/routeTable", "table", vpcId=self.vpc)
        self.subnet = self.add("ec2/subnet", "subnet", vpcId=self.vpc)

    def add(self, short: str, name: str, outputs: Any = None, **inputs: Any) -> Resource:
        wires = {key: [value] for key, value in inputs.items() if isinstance(value, Resource)}
        plain = {
            key: (value.id if self.known else UNKNOWN_WIRE) if isinstance(value, Resource) else value
            for key, value in inputs.items()
        }
        prefix = {"ec2/internetGateway": "igw"}.get(short, short.rpartition("/")[2].lower())
        made = make(short, name, plain, id=f"{prefix}-{name}" if self.known else "", wires=wires,
                    outputs=outputs or {})  # fmt: skip
        self.resources.append(made)
        return made

    def associate(self) -> None:
        self.add("ec2/routeTableAssociation", "association", subnetId=self.subnet, routeTableId=self.table)

    def route(self, table: Any = None, **target: Any) -> None:
        self.add("ec2/route", "route", routeTableId=table or self.table, **target)

    def road(self) -> tuple[str, str]:
        found = Placement.of(Graph(self.resources)).road(self.subnet)
        return found.kind, found.why


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def net(request: pytest.FixtureRequest) -> Net:
    return Net(known=request.param)


def test_a_route_to_an_internet_gateway_makes_the_associated_subnet_public(net: Net) -> None:
    net.associate()
    net.route(destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert ("public", f"{WORLD} by route route") == net.road()


def test_a_route_of_ipv6_makes_it_public_too(net: Net) -> None:
    net.associate()
    net.route(destinationIpv6CidrBlock="::/0", gatewayId=net.gateway)
    assert net.road() == ("public", "::/0 by route route")


def test_a_part_of_the_internet_is_a_road_to_the_internet(net: Net) -> None:
    net.associate()
    net.route(destinationCidrBlock="0.0.0.0/1", gatewayId=net.gateway)
    assert net.road()[0] == "public"


def test_a_subnet_behind_nat_is_private(net: Net) -> None:
    net.associate()
    net.route(destinationCidrBlock=WORLD, natGatewayId=net.nat)
    assert net.road() == ("private", "")


def test_an_egress_only_gateway_leads_nobody_in(net: Net) -> None:
    egress = net.add("ec2/egressOnlyInternetGateway", "egress")
    net.associate()
    net.route(destinationIpv6CidrBlock="::/0", egressOnlyGatewayId=egress)
    assert net.road() == ("private", "")


def test_a_vpn_gateway_is_no_internet_gateway(net: Net) -> None:
    vpn = net.add("ec2/vpnGateway", "vgw")
    net.associate()
    net.route(destinationCidrBlock="192.168.0.0/16", gatewayId=vpn)
    assert net.road() == ("private", "")


def test_a_table_without_routes_is_private(net: Net) -> None:
    net.associate()
    assert net.road() == ("private", "")


def test_routes_written_into_the_table_count_as_well() -> None:
    net = Net(known=True)
    inline = {"cidrBlock": WORLD, "gatewayId": net.gateway.id}
    net.table = net.add("ec2/routeTable", "inline", routes=[{"cidrBlock": "10.1.0.0/16"}, inline])
    net.associate()
    assert ("public", f"{WORLD} by route inline") == net.road()


def test_inline_routes_that_are_unknown_follow_their_wires() -> None:
    net = Net(known=False)
    routes = [{"cidrBlock": WORLD, "gatewayId": UNKNOWN_WIRE}]
    table = make("ec2/routeTable", "inline", {"routes": routes}, wires={"routes": [net.gateway]})
    net.resources.append(table)
    net.table = table
    net.associate()
    assert ("public", f"{WORLD} by route inline") == net.road()


def test_an_unassociated_subnet_takes_the_main_table_which_has_only_the_local_route(net: Net) -> None:
    net.route(destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert net.road() == ("private", ""), "the public table is another one"


def test_a_route_in_the_main_table_makes_unassociated_subnets_public(net: Net) -> None:
    table: Any = "rtb-main" if net.known else net.vpc
    net.route(table=table, destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert ("public", f"{WORLD} by route route") == net.road()


def read_table(net: Net, identity: str, **outputs: Any) -> Resource:
    table = make(
        "ec2/routeTable", "read", {}, id=identity if net.known else "", outputs=outputs, external=True
    )
    net.resources.append(table)
    return table


def test_a_route_in_a_main_table_that_is_only_read_counts(net: Net) -> None:
    table = read_table(net, "rtb-main", vpcId=net.vpc.id if net.known else UNKNOWN_WIRE)
    net.route(table=table, destinationCidrBlock=WORLD, gatewayId=net.gateway)
    undecided = ("undecided", "route table read is only read, and may be its main one")
    assert (("public", f"{WORLD} by route route") if net.known else undecided) == net.road()


def test_a_table_that_is_only_read_may_be_the_main_one(net: Net) -> None:
    table = read_table(net, "rtb-elsewhere", vpcId=UNKNOWN_WIRE)
    net.route(table=table, destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert ("undecided", "route table read is only read, and may be its main one") == net.road()


@pytest.mark.parametrize("target", ["gatewayId", "natGatewayId"])
def test_one_of_another_vpc_or_with_a_private_route_changes_nothing(net: Net, target: str) -> None:
    other = "vpc-of-others" if target == "gatewayId" else UNKNOWN_WIRE
    table = read_table(net, "rtb-elsewhere", vpcId=other)
    net.route(
        table=table, destinationCidrBlock=WORLD, **{target: net.gateway if other != UNKNOWN_WIRE else net.nat}
    )
    assert net.road()[0] == "private"


def test_another_main_table_decides_for_unassociated_subnets(net: Net) -> None:
    net.add("ec2/mainRouteTableAssociation", "main", vpcId=net.vpc, routeTableId=net.table)
    net.route(destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert ("public", f"{WORLD} by route route") == net.road()


def test_a_managed_default_table_decides_for_unassociated_subnets(net: Net) -> None:
    reference: Any = "rtb-main" if net.known else net.vpc
    table = net.add("ec2/defaultRouteTable", "default", defaultRouteTableId=reference)
    net.route(table=table, destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert ("public", f"{WORLD} by route route") == net.road()


def test_an_association_with_the_main_table_is_judged_as_the_main_table(net: Net) -> None:
    reference: Any = "rtb-main" if net.known else net.vpc
    net.add("ec2/routeTableAssociation", "a", subnetId=net.subnet, routeTableId=reference)
    assert net.road() == ("private", "")


def test_the_default_vpc_routes_to_the_internet(net: Net) -> None:
    vpc = net.add("ec2/defaultVpc", "default")
    net.subnet = net.add("ec2/subnet", "own", vpcId=vpc)
    assert net.road() == ("public", "the default VPC routes to an internet gateway")
    net.subnet = net.add("ec2/defaultSubnet", "aws")
    assert net.road() == ("public", "the default VPC routes to an internet gateway")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"vpcId": "vpc-elsewhere"}, "it has no route table association and its VPC is not in this stack"),
        ({"vpcId": UNKNOWN_WIRE}, "it has no route table association and its VPC is not in this stack"),
    ],
)
def test_a_subnet_of_a_vpc_outside_of_the_stack_is_undecided(change: Any, why: str) -> None:
    subnet = make("ec2/subnet", "subnet", change)
    found = Placement.of(graph(subnet)).road(subnet)
    assert ("undecided", why) == (found.kind, found.why)


def test_a_subnet_that_is_only_read_is_undecided() -> None:
    subnet = make("ec2/subnet", "subnet", {}, external=True)
    assert Placement.of(graph(subnet)).road(subnet).kind == "undecided"


def test_a_table_outside_of_the_stack_is_undecided_until_a_route_in_it_shows_more() -> None:
    net = Net(known=True)
    net.add("ec2/routeTableAssociation", "a", subnetId=net.subnet, routeTableId="rtb-other")
    assert net.road() == ("undecided", "its route table rtb-other is not in this stack")
    net.route(table="rtb-other", destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert ("public", f"{WORLD} by route route") == net.road()


def test_a_gateway_that_nothing_tells_is_undecided(net: Net) -> None:
    net.associate()
    net.route(destinationCidrBlock=WORLD, gatewayId=UNKNOWN_WIRE)
    assert net.road() == ("undecided", "the gateway of route route is not known yet")


def test_a_gateway_id_of_another_stack_shows_by_its_prefix() -> None:
    net = Net(known=True)
    net.associate()
    net.route(destinationCidrBlock=WORLD, gatewayId="igw-0123456789")
    assert net.road()[0] == "public"


def test_a_route_to_the_internet_in_a_table_that_nothing_tells_leaves_every_subnet_undecided() -> None:
    net = Net(known=False)
    net.associate()
    net.route(table=UNKNOWN_WIRE, destinationCidrBlock=WORLD, gatewayId=net.gateway)
    assert net.road() == ("undecided", "the route table of route route is not known yet")


def test_an_association_that_may_be_of_another_subnet_leaves_both_undecided() -> None:
    net = Net(known=False)
    other = net.add("ec2/subnet", "other", vpcId=net.vpc)
    wires = {"subnetId": [net.subnet, other]}
    net.resources.append(
        make("ec2/routeTableAssociation", "a", {"subnetId": UNKNOWN_WIRE}, wires=wires),
    )
    assert net.road() == ("undecided", "its route table association is not known yet")
