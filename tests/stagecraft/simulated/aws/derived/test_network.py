"""Networks: zones, routes, endpoints, records."""

import re
import zlib

import pytest

from stagecraft import wire


def test_a_subnet_knows_the_id_of_its_zone(cloud):
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId="vpc-1", availabilityZone="eu-west-1b")
    assert subnet.outputs["availabilityZoneId"] == "euw1-az2"


def test_a_subnet_knows_the_zone_of_its_id(cloud):
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId="vpc-1", availabilityZoneId="euw1-az3")
    assert subnet.outputs["availabilityZone"] == "eu-west-1c"


def test_a_subnet_without_a_zone_lies_in_an_unknown_one(cloud):
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId="vpc-1")
    assert (subnet.outputs["availabilityZone"], subnet.outputs["availabilityZoneId"]) == (
        wire.UNKNOWN,
        wire.UNKNOWN,
    )


def test_a_route_has_the_id_that_the_provider_computes(cloud):
    route = cloud.create("aws:ec2/route:Route", routeTableId="rtb-1", destinationCidrBlock="0.0.0.0/0")
    assert route.id == f"r-rtb-1{zlib.crc32(b'0.0.0.0/0')}"
    assert (route.outputs["state"], route.outputs["origin"]) == ("active", "CreateRoute")


def test_a_vpc_without_ipv6_has_none(cloud):
    vpc = cloud.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    assert (vpc.outputs["ipv6CidrBlock"], vpc.outputs["ipv6AssociationId"]) == ("", "")


def test_the_ipv6_block_that_aws_gives_is_unknown(cloud):
    vpc = cloud.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", assignGeneratedIpv6CidrBlock=True)
    assert vpc.outputs["ipv6CidrBlock"] == wire.UNKNOWN
    assert re.fullmatch(r"vpc-cidr-assoc-0[0-9a-f]{16}", vpc.outputs["ipv6AssociationId"])


def test_the_default_group_that_a_program_adopts_is_that_of_the_vpc(cloud):
    vpc = cloud.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    group = cloud.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", vpcId=vpc.id)
    assert group.id == vpc.outputs["defaultSecurityGroupId"]
    assert group.outputs["name"] == "default"


def test_the_default_route_table_that_a_program_adopts_keeps_its_id(cloud):
    table = cloud.create("aws:ec2/defaultRouteTable:DefaultRouteTable", defaultRouteTableId="rtb-1")
    assert (table.id, table.outputs["arn"]) == (
        "rtb-1",
        "arn:aws:ec2:eu-west-1:123456789012:route-table/rtb-1",
    )


def test_a_gateway_endpoint_has_a_prefix_list_and_no_interfaces(cloud):
    endpoint = cloud.create(
        "aws:ec2/vpcEndpoint:VpcEndpoint", vpcId="vpc-1", serviceName="com.amazonaws.eu-west-1.s3"
    )
    found = cloud.ask("aws:ec2/getPrefixList:getPrefixList", name="com.amazonaws.eu-west-1.s3")
    assert endpoint.outputs["prefixListId"] == found.result["id"], "the endpoint and the lookup name one list"
    assert (endpoint.outputs["dnsEntries"], endpoint.outputs["networkInterfaceIds"]) == ([], [])


def test_the_interfaces_of_an_interface_endpoint_are_unknown(cloud):
    endpoint = cloud.create(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        vpcId="vpc-1",
        serviceName="com.amazonaws.eu-west-1.ssm",
        vpcEndpointType="Interface",
    )
    assert (endpoint.outputs["networkInterfaceIds"], endpoint.outputs["prefixListId"]) == (wire.UNKNOWN, "")


@pytest.mark.parametrize(("accept", "status"), [(True, "active"), (False, "pending-acceptance")])
def test_a_peering_is_active_once_accepted(cloud, accept, status):
    peering = cloud.create(
        "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
        vpcId="vpc-1",
        peerVpcId="vpc-2",
        autoAccept=accept,
    )
    assert peering.outputs["acceptStatus"] == status


def test_a_public_zone_has_four_name_servers(cloud):
    zone = cloud.create("aws:route53/zone:Zone", name="shop.example")
    assert re.fullmatch(r"Z[A-Z0-9]{20}", zone.id)
    assert zone.outputs["arn"] == f"arn:aws:route53:::hostedzone/{zone.id}"
    servers = zone.outputs["nameServers"]
    assert all(re.fullmatch(r"ns-\d{3,4}\.awsdns-\d\d\.(org|co\.uk|com|net)", server) for server in servers)
    assert (len(servers), servers, zone.outputs["primaryNameServer"]) == (4, sorted(servers), servers[0])


def test_a_private_zone_has_the_name_servers_of_all_private_zones(cloud):
    zone = cloud.create("aws:route53/zone:Zone", name="shop.internal", vpcs=[{"vpcId": "vpc-1"}])
    assert zone.outputs["nameServers"][0] == "ns-0.awsdns-00.com."


@pytest.mark.parametrize(
    ("name", "fqdn"),
    [("app", "app.shop.example"), ("app.shop.example", "app.shop.example"), ("shop.example", "shop.example")],
)
def test_a_record_is_known_by_zone_name_and_type(cloud, name, fqdn):
    zone = cloud.create("aws:route53/zone:Zone", name="shop.example")
    record = cloud.create(
        "aws:route53/record:Record", zoneId=zone.id, name=name, type="A", ttl=60, records=["192.0.2.1"]
    )
    assert record.id == f"{zone.id}_{name}_A"
    assert record.outputs["fqdn"] == fqdn


def test_weighted_records_differ_by_their_set(cloud):
    record = cloud.create(
        "aws:route53/record:Record", zoneId="Z1", name="app", type="A", setIdentifier="blue"
    )
    assert record.id == "Z1_app_A_blue"


@pytest.mark.parametrize(("direction", "prefix"), [("INBOUND", "rslvr-in-"), ("OUTBOUND", "rslvr-out-")])
def test_a_resolver_endpoint_is_named_after_its_direction(cloud, direction, prefix):
    endpoint = cloud.create(
        "aws:route53/resolverEndpoint:ResolverEndpoint",
        direction=direction,
        ipAddresses=[],
        securityGroupIds=[],
    )
    assert endpoint.id.startswith(prefix)


def test_a_nat_gateway_lies_in_the_vpc_of_its_subnet(cloud):
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId="vpc-1", availabilityZone="eu-west-1a")
    assert cloud.create("aws:ec2/natGateway:NatGateway", subnetId=subnet.id).outputs["vpcId"] == "vpc-1"


def test_a_distribution_is_aliased_in_the_zone_of_cloudfront(cloud):
    distribution = cloud.create(
        "aws:cloudfront/distribution:Distribution",
        origins=[],
        defaultCacheBehavior={},
        enabled=True,
        restrictions={},
        viewerCertificate={},
    )
    assert re.fullmatch(r"E[A-Z0-9]{13}", distribution.id)
    assert distribution.outputs["arn"] == f"arn:aws:cloudfront::123456789012:distribution/{distribution.id}"
    assert re.fullmatch(r"d[a-z0-9]{13}\.cloudfront\.net", distribution.outputs["domainName"])
    assert distribution.outputs["hostedZoneId"] == "Z2FDTNDATAQYW2"
