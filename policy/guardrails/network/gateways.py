"""VPC: what connects it with other networks lets no more through than it must."""

import ipaddress
from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import by_type, each, must_be_one_of, truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.placement import SUBNETS, Placement
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import (
    DEFAULT_ROUTE_TABLE,
    DEFAULT_SUBNET,
    INSTANCE,
    ROUTE_TABLE,
    SUBNET,
    aws,
)
from guardrails.values import UNKNOWN, at, plain

_ROUTE: Final = aws("ec2/route")
_PEERING: Final = "vpcPeeringConnectionId"
_DESTINATIONS: Final = ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")
# The widest block that a VPC can have, by IP version:
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
_WIDEST: Final = {4: 16, 6: 44}
_ENDPOINT: Final = aws("ec2/vpcEndpoint")
# Their interface endpoints have no private name, or need a gateway endpoint beside them.
_WITHOUT_NAME: Final = ("s3", "dynamodb", "s3express")
_MACHINES: Final = (INSTANCE, aws("ec2/spotInstanceRequest"), aws("ec2/networkInterface"))
_TAKERS: Final = (
    (_MACHINES, "subnetId"),
    ((aws("autoscaling/group"),), "vpcZoneIdentifiers"),
    ((aws("eks/nodeGroup"),), "subnetIds"),
    ((aws("ecs/service"),), "networkConfiguration.subnets"),
)


def _route(route: Resource) -> Iterator[Problem]:
    yield from _narrow("", route.inputs)


def _table(table: Resource) -> Iterator[Problem]:
    for label, route in each(table.inputs, "routes"):
        if route is UNKNOWN:
            yield unknown(label)
        else:
            yield from _narrow(f"{label}.", route)


def _narrow(label: str, route: Any) -> Iterator[Problem]:
    """Judge a route to a peer: a block wider than any VPC reaches more than the peer needs."""
    if plain(at(route, _PEERING)) in (None, ""):
        return
    for path in _DESTINATIONS:
        block = plain(at(route, path))
        if block is UNKNOWN:
            yield unknown(f"{label}{path}")
        elif isinstance(block, str) and block and _is_wide(block):
            yield Problem(f"{label}{path} is '{block}', wider than any VPC")


def _is_wide(block: str) -> bool:
    try:
        network = ipaddress.ip_network(block.strip(), strict=False)
    except ValueError:
        return False  # AWS refuses it
    return network.prefixlen < _WIDEST[network.version]


def _own_name(graph: Graph, endpoint: Resource) -> Iterator[Problem]:
    """Judge an interface endpoint of an AWS service, unless zones of the stack give such endpoints names."""
    kind, service = plain(at(endpoint.inputs, "vpcEndpointType")), plain(at(endpoint.inputs, "serviceName"))
    if kind is UNKNOWN or service is UNKNOWN:
        yield unknown("serviceName")
        return
    parts = str(service).split(".")
    if kind != "Interface" or parts[:2] != ["com", "amazonaws"] or parts[-1] in _WITHOUT_NAME:
        return
    state = truth(at(endpoint.inputs, "privateDnsEnabled"), default=False)
    if state is UNKNOWN:
        yield unknown("privateDnsEnabled")
    elif not state and not _has_zone(graph):
        yield Problem("privateDnsEnabled is not true, so clients go past it")


def _has_zone(graph: Graph) -> bool:
    names = (plain(zone.asked("name")) for zone in graph.of_type(aws("route53/zone")))
    return any(isinstance(name, str) and name.rstrip(".").endswith("amazonaws.com") for name in names)


def _gives_no_ipv6(graph: Graph, subnet: Resource) -> Iterator[Problem]:
    """Judge a subnet with a route to the internet: an IPv6 address is public wherever it goes."""
    state = truth(subnet.asked("assignIpv6AddressOnCreation"), default=False)
    if state is False or Placement.of(graph).road(subnet).kind == "private":
        return
    found = [graph.referrers(subnet, tokens, path, SUBNETS) for tokens, path in _TAKERS]
    sure = [one for each_ in found for one in each_.sure]
    maybe = [one for each_ in found for one in each_.maybe]
    if sure and state is True:
        yield Problem(f"assignIpv6AddressOnCreation is true, so {sure[0].name} gets a public address")
    elif sure or (maybe and state is True):
        name = (sure or maybe)[0].name
        yield Problem(f"whether {name} gets a public IPv6 address is not known yet", undecided=True)


RULES: Final = (
    ResourceRule(
        id="ec2-route-peering-narrow",
        applies_to=(_ROUTE, ROUTE_TABLE, DEFAULT_ROUTE_TABLE),
        statement="Routes to a peer name no more than the peer's block.",
        risk="Traffic that was meant for elsewhere ends in somebody else's VPC.",
        remediation="Name the peer's block, or the subnets of it that are needed, as the destination",
        severity="medium",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
        controls=("CIS-5.0 5.6", "Checkov CKV2_AWS_44"),
        check=by_type({_ROUTE: _route, ROUTE_TABLE: _table, DEFAULT_ROUTE_TABLE: _table}),
    ),
    ResourceRule(
        id="ec2-transit-gateway-no-auto-accept",
        applies_to=(aws("ec2transitgateway/transitGateway"),),
        statement="Transit gateways ask before somebody connects.",
        risk="Whoever the gateway is shared with connects their VPC to ours.",
        remediation="Leave auto_accept_shared_attachments out, or pass 'disable'",
        severity="high",
        topics=("network",),
        url=security_hub("EC2.23"),
        controls=("FSBP EC2.23", "Checkov CKV_AWS_331"),
        check=must_be_one_of("autoAcceptSharedAttachments", ("disable",), default="disable"),
    ),
    GraphRule(
        id="ec2-vpc-endpoint-private-dns",
        applies_to=(_ENDPOINT,),
        statement="Clients in the VPC find interface endpoints by the service's own name.",
        risk="Clients talk to the service over the internet, past the endpoint and its policy.",
        remediation="Pass private_dns_enabled=True to ec2.VpcEndpoint",
        severity="low",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
        controls=tuple(f"FSBP EC2.{number}" for number in (10, 55, 56, 57, 58, 60)),
        check=_own_name,
    ),
    ResourceRule(
        id="ec2-vpc-block-public-access",
        applies_to=(aws("ec2/vpcBlockPublicAccessOptions"),),
        statement="Where the account says how VPCs meet the internet, nothing comes in.",
        risk="One wrong route and one wrong security group, and a server is on the internet.",
        remediation="Pass internet_gateway_block_mode='block-ingress' or 'block-bidirectional'",
        severity="medium",
        topics=("network",),
        url=security_hub("EC2.172"),
        controls=("FSBP EC2.172",),
        check=must_be_one_of(
            "internetGatewayBlockMode", ("block-ingress", "block-bidirectional"), default="off"
        ),
    ),
    ResourceRule(
        id="ec2-vpc-encryption-enforced",
        applies_to=(aws("ec2/vpcEncryptionControl"), aws("ec2/encryptionControl")),
        statement="Where a VPC controls encryption, it enforces it.",
        risk="What is not encrypted is written down, and goes on.",
        remediation="Pass mode='enforce' to ec2.VpcEncryptionControl once 'monitor' shows nothing",
        severity="medium",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html",
        check=must_be_one_of("mode", ("enforce",), default=None),
    ),
    GraphRule(
        id="ec2-subnet-no-automatic-ipv6",
        applies_to=(SUBNET, DEFAULT_SUBNET),
        statement="Nothing gets a public IPv6 address from its subnet.",
        risk="The machine is reachable from the internet: one open port, and it is attacked.",
        remediation="Pass assign_ipv6_address_on_creation=False to ec2.Subnet, or route ::/0 to an "
        "ec2.EgressOnlyInternetGateway",
        severity="high",
        topics=("network",),
        url=security_hub("EC2.15"),
        controls=("Checkov CKV_AWS_130",),
        check=_gives_no_ipv6,
    ),
)
