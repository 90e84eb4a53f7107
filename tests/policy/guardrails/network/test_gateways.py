"""What connects a VPC: peers, endpoints, addresses of IPv6, and the default VPC."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import said, told

PEER = "ec2-route-peering-narrow"
NAME = "ec2-vpc-endpoint-private-dns"
IPV6 = "ec2-subnet-no-automatic-ipv6"


@pytest.mark.parametrize(
    ("destination", "kept"),
    [
        ({"destinationCidrBlock": "10.0.0.0/15"}, False),
        ({"destinationCidrBlock": "0.0.0.0/0"}, False),
        ({"destinationCidrBlock": "10.0.0.0/16"}, True),
        ({"destinationIpv6CidrBlock": "::/0"}, False),
        ({"destinationIpv6CidrBlock": "2001:db8::/44"}, True),
        ({"destinationPrefixListId": "pl-1"}, True),
        ({"destinationCidrBlock": "no block"}, True),
    ],
)
def test_a_route_to_a_peer_is_no_wider_than_a_vpc(destination: dict[str, str], kept: bool) -> None:
    route = make("ec2/route", inputs={"vpcPeeringConnectionId": UNKNOWN_WIRE, **destination})
    assert kept is (said(PEER, route) == [])


def test_a_route_to_anything_else_is_not_judged() -> None:
    route = make("ec2/route", inputs={"natGatewayId": "nat-1", "destinationCidrBlock": "0.0.0.0/0"})
    assert said(PEER, route) == []


def test_an_unknown_route_of_a_table_is_undecided() -> None:
    table = make("ec2/routeTable", inputs={"routes": [UNKNOWN_WIRE]})
    assert told(PEER, "routes[0] is not known yet", undecided=True) == said(PEER, table)


class TestEndpoints:
    BROKEN = "privateDnsEnabled is not true, so clients go past it"

    def endpoint(self, service: str = "com.amazonaws.eu-west-1.ssm", **inputs: Any) -> Resource:
        return make(
            "ec2/vpcEndpoint", inputs={"vpcEndpointType": "Interface", "serviceName": service, **inputs}
        )

    @pytest.mark.parametrize("state", [True, "true"])
    def test_the_own_name_of_the_service_keeps_the_rule(self, state: Any) -> None:
        assert said(NAME, self.endpoint(privateDnsEnabled=state)) == []

    @pytest.mark.parametrize("inputs", [{}, {"privateDnsEnabled": False}, {"privateDnsEnabled": "false"}])
    def test_without_it_clients_go_past_the_endpoint(self, inputs: dict[str, Any]) -> None:
        assert told(NAME, self.BROKEN) == said(NAME, self.endpoint(**inputs))

    @pytest.mark.parametrize(
        "endpoint",
        [
            {"vpcEndpointType": "Gateway", "serviceName": "com.amazonaws.eu-west-1.s3"},
            {"serviceName": "com.amazonaws.eu-west-1.s3"},
            {"vpcEndpointType": "Interface", "serviceName": "com.amazonaws.eu-west-1.s3"},
            {
                "vpcEndpointType": "Interface",
                "serviceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-1.dynamodb",
            },
            {"vpcEndpointType": "Interface", "serviceName": "example.partner.service"},
        ],
    )
    def test_endpoints_without_such_a_name_are_not_judged(self, endpoint: dict[str, str]) -> None:
        assert said(NAME, make("ec2/vpcEndpoint", inputs=endpoint)) == []

    def test_a_zone_of_the_stack_may_give_the_name(self) -> None:
        zone = make("route53/zone", "zone", {"name": "ssm.eu-west-1.amazonaws.com."})
        assert said(NAME, self.endpoint(), zone) == []
        other = make("route53/zone", "zone", {"name": "shop.example.com"})
        assert told(NAME, self.BROKEN) == said(NAME, self.endpoint(), other)

    @pytest.mark.parametrize(
        ("inputs", "what"),
        [
            ({"privateDnsEnabled": UNKNOWN_WIRE}, "privateDnsEnabled is not known yet"),
            ({"serviceName": UNKNOWN_WIRE}, "serviceName is not known yet"),
        ],
    )
    def test_what_is_unknown_is_undecided(self, inputs: dict[str, Any], what: str) -> None:
        assert told(NAME, what, undecided=True) == said(NAME, self.endpoint(**inputs))


class TestIpv6:
    def network(self, known: bool, state: Any, *, public: bool = True) -> tuple[Resource, list[Resource]]:
        """Return a subnet, and what gives it a route to the internet over IPv6."""
        subnet = make(
            "ec2/subnet", inputs={"assignIpv6AddressOnCreation": state}, id="subnet-1" if known else ""
        )
        gateway = make("ec2/internetGateway", "igw", {}, id="igw-1" if known else "")
        table = make("ec2/routeTable", "table", {}, id="rtb-1" if known else "")
        route = make(
            "ec2/route",
            "route",
            {
                "routeTableId": "rtb-1" if known else UNKNOWN_WIRE,
                "destinationIpv6CidrBlock": "::/0",
                "gatewayId": "igw-1" if known else UNKNOWN_WIRE,
            },
            wires={"routeTableId": [table], "gatewayId": [gateway]},
        )
        association = make(
            "ec2/routeTableAssociation",
            "association",
            {
                "subnetId": "subnet-1" if known else UNKNOWN_WIRE,
                "routeTableId": "rtb-1" if known else UNKNOWN_WIRE,
            },
            wires={"subnetId": [subnet], "routeTableId": [table]},
        )
        return subnet, [gateway, table, association, *([route] if public else [])]

    def machine(self, subnet: Resource, known: bool) -> Resource:
        identity = "subnet-1" if known else UNKNOWN_WIRE
        return make("ec2/instance", "server", {"subnetId": identity}, wires={"subnetId": [subnet]})

    @pytest.mark.parametrize("state", [True, "true"])
    def test_a_server_in_a_public_subnet_gets_no_address(self, known: bool, state: Any) -> None:
        subnet, others = self.network(known, state)
        what = "assignIpv6AddressOnCreation is true, so server gets a public address"
        assert told(IPV6, what) == said(IPV6, subnet, *others, self.machine(subnet, known))

    def test_an_unknown_switch_is_undecided(self, known: bool) -> None:
        subnet, others = self.network(known, UNKNOWN_WIRE)
        what = "whether server gets a public IPv6 address is not known yet"
        expected = told(IPV6, what, undecided=True)
        assert expected == said(IPV6, subnet, *others, self.machine(subnet, known))

    @pytest.mark.parametrize("state", [False, None])
    def test_a_subnet_that_gives_none_keeps_the_rule(self, known: bool, state: Any) -> None:
        subnet, others = self.network(known, state)
        assert said(IPV6, subnet, *others, self.machine(subnet, known)) == []

    def test_a_private_subnet_may_give_addresses(self, known: bool) -> None:
        subnet, others = self.network(known, state=True, public=False)
        assert said(IPV6, subnet, *others, self.machine(subnet, known)) == []

    def test_a_subnet_of_load_balancers_may_too(self, known: bool) -> None:
        subnet, others = self.network(known, state=True)
        assert said(IPV6, subnet, *others) == []


@pytest.mark.parametrize("short", ["ec2/defaultVpc", "ec2/defaultSubnet"])
def test_the_default_vpc_is_not_used(short: str) -> None:
    rule = "ec2-default-vpc-not-used"
    assert told(rule, "it is the default VPC, or a subnet of it") == said(rule, make(short, inputs={}))
    assert said(rule, make(short, inputs={}, external=True)) == []
    assert said(rule, make("ec2/vpc", inputs={})) == []
