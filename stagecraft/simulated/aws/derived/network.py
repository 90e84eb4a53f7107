"""Networks: zones of subnets, routes, endpoints, DNS records and zones."""

import zlib
from collections.abc import Callable
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import prefix_lists, regions
from stagecraft.simulated.aws.templates import Resource

# The name servers of every private hosted zone.
_PRIVATE_ZONE: Final = [
    "ns-0.awsdns-00.com.",
    "ns-1024.awsdns-00.org.",
    "ns-1536.awsdns-00.co.uk.",
    "ns-512.awsdns-00.net.",
]

_PUBLIC_ZONE: Final = [
    "ns-1{digits:3}.awsdns-{digits:2}.org",
    "ns-1{digits:3}.awsdns-{digits:2}.co.uk",
    "ns-{digits:3}.awsdns-{digits:2}.com",
    "ns-{digits:3}.awsdns-{digits:2}.net",
]


def _vpc(resource: Resource) -> None:
    if resource.known("assignGeneratedIpv6CidrBlock") is True or "ipv6CidrBlock" in resource.inputs:
        resource.fill("ipv6AssociationId", "vpc-cidr-assoc-0{hex:16}")
    elif "ipv6IpamPoolId" not in resource.inputs and "assignGeneratedIpv6CidrBlock" not in resource.inputs:
        for name in ("ipv6AssociationId", "ipv6CidrBlock", "ipv6CidrBlockNetworkBorderGroup"):
            resource.set(name, "")


def _subnet(resource: Resource) -> None:
    zones = regions.zones(resource.region)
    zone = resource.text("availabilityZone")
    if zone in zones:
        resource.set("availabilityZoneId", zones[zone])
    zone_id = resource.text("availabilityZoneId")
    for name, id_ in zones.items():
        if id_ == zone_id:
            resource.set("availabilityZone", name)


def _default_security_group(resource: Resource) -> None:
    resource.id = resource.other("aws:ec2/vpc:Vpc", resource.inputs.get("vpcId")).get(
        "defaultSecurityGroupId", wire.UNKNOWN
    )


def _route(resource: Resource) -> None:
    """The provider's own id: the route table and a checksum of the destination."""
    table = resource.text("routeTableId")
    for name in ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"):
        destination = resource.text(name)
        if table and destination:
            resource.id = f"r-{table}{zlib.crc32(destination.encode())}"
    resource.set("origin", "CreateRoute")
    resource.set("state", "active")


def _endpoint(resource: Resource) -> None:
    service = resource.text("serviceName")
    if resource.text("vpcEndpointType") in ("", "Gateway"):
        resource.set("dnsEntries", [])
        resource.set("networkInterfaceIds", [])
        if service:
            resource.set("prefixListId", prefix_lists.id_of(service, resource.region))
    elif service:
        resource.set("prefixListId", "")


def _peering(resource: Resource) -> None:
    accepted = resource.known("autoAccept") is True
    resource.set("acceptStatus", "active" if accepted else "pending-acceptance")
    resource.set("peerOwnerId", resource.provider.account_id)
    resource.set("peerRegion", resource.region)


def _zone(resource: Resource) -> None:
    private = "vpcs" in resource.inputs
    servers = _PRIVATE_ZONE if private else sorted(resource.render(_PUBLIC_ZONE, "nameServers"))
    resource.set("nameServers", list(servers))
    resource.set("primaryNameServer", servers[0].rstrip("."))


def _record(resource: Resource) -> None:
    name, zone = resource.text("name"), resource.text("zoneId")
    parts = [zone, name.lower(), resource.text("type")]
    if resource.text("setIdentifier"):
        parts.append(resource.text("setIdentifier"))
    if all(parts[:3]):
        resource.id = "_".join(parts)
    domain = str(wire.unwrap(resource.other("aws:route53/zone:Zone", zone).get("name", ""))).rstrip(".")
    if name and domain:
        inside = name.rstrip(".")
        resource.set(
            "fqdn", inside if inside == domain or inside.endswith(f".{domain}") else f"{inside}.{domain}"
        )
    elif name.count("."):
        resource.set("fqdn", name.rstrip("."))


def _resolver_endpoint(resource: Resource) -> None:
    direction = "out" if resource.text("direction").upper() == "OUTBOUND" else "in"
    resource.id = resource.render(f"rslvr-{direction}-{{hex:17}}", "id")


def _placed_in_subnet(resource: Resource) -> None:
    """Give what lies in one subnet the subnet's zone and VPC."""
    subnet: Any = resource.other("aws:ec2/subnet:Subnet", resource.inputs.get("subnetId"))
    zone = subnet.get("availabilityZone", wire.UNKNOWN)
    if zone != wire.UNKNOWN:
        resource.set("availabilityZone", zone)
        resource.set("availabilityZoneName", zone)
        resource.set("availabilityZoneId", subnet.get("availabilityZoneId", wire.UNKNOWN))
    if subnet.get("vpcId", wire.UNKNOWN) != wire.UNKNOWN:
        resource.set("vpcId", subnet["vpcId"])


RULES: Final[dict[str, Callable[[Resource], None]]] = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _default_security_group,
    "aws:ec2/defaultSubnet:DefaultSubnet": _subnet,
    "aws:ec2/instance:Instance": _placed_in_subnet,
    "aws:ec2/natGateway:NatGateway": _placed_in_subnet,
    "aws:ec2/route:Route": _route,
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": _peering,
    "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": _placed_in_subnet,
    "aws:efs/mountTarget:MountTarget": _placed_in_subnet,
    "aws:route53/record:Record": _record,
    "aws:route53/resolverEndpoint:ResolverEndpoint": _resolver_endpoint,
    "aws:route53/zone:Zone": _zone,
}
