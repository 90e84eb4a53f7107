"""What no recording shows of the VPC: providers, regions, names, own addresses, pools and wires."""

import logging
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pytest

from stagecraft import wire

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"
NAT = "aws:ec2/natGateway:NatGateway"
EIP = "aws:ec2/eip:Eip"
SHAPE = [{"type": "Public"}, {"type": "Private"}]


@pytest.fixture
def run(record_raw):
    """Run a program and return its deployment."""

    def run_(program):
        recording = record_raw(program)
        assert (recording.error, recording.problems) == (None, ())
        return recording.deployment

    return run_


def of_type(deployment: Any, type_: str) -> dict[str, Any]:
    return {r.name: r for r in deployment.all() if r.type == type_}


def children(deployment: Any) -> list[Any]:
    return [r for r in deployment.all() if r.urn.startswith("urn:pulumi:dev::shop::awsx:ec2:Vpc$")]


def tags(deployment: Any, type_: str) -> dict[str, Any]:
    return {name: resource.inputs.get("tags") for name, resource in of_type(deployment, type_).items()}


@pytest.mark.parametrize("option", ["provider", "providers"])
def test_children_use_the_components_provider(run, option):
    def program():
        own = aws.Provider("own", region="eu-west-1", default_tags={"tags": {"owner": "us"}})
        given = {"provider": own} if option == "provider" else {"providers": [own]}
        awsx.ec2.Vpc("net", subnet_strategy="Auto", opts=pulumi.ResourceOptions(**given))

    made = run(program)
    (own,) = of_type(made, "pulumi:providers:aws").values()
    assert own.name == "own", "no default provider of aws is asked for"
    assert {f"{own.urn}::{own.id}"} == {child.provider for child in children(made)}
    assert {"owner": "us", "Name": "net"} == of_type(made, VPC)["net"].inputs["tagsAll"]


def test_children_are_protected_as_the_component_is(run):
    made = run(lambda: awsx.ec2.Vpc("net", subnet_strategy="Auto", opts=pulumi.ResourceOptions(protect=True)))
    assert {True} == {child.options.get("protect") for child in children(made)}


def test_a_region_is_passed_to_every_child_and_to_the_lookup_of_its_zones(run):
    made = run(lambda: awsx.ec2.Vpc("net", subnet_strategy="Auto", region="us-east-1"))
    assert {"us-east-1"} == {child.inputs.get("region") for child in children(made)}
    zones = {subnet.inputs["availabilityZone"] for subnet in of_type(made, SUBNET).values()}
    assert {"us-east-1a", "us-east-1b", "us-east-1c"} == zones


def test_named_zones_are_used_in_their_order(run):
    made = run(
        lambda: awsx.ec2.Vpc(
            "net",
            subnet_strategy="Auto",
            availability_zone_names=["eu-west-1c", "eu-west-1a"],
            subnet_specs=SHAPE,
            subnet_name_tag_strategy="AvailabilityZone",
        )
    )
    told = {
        name: (subnet.inputs["availabilityZone"], subnet.inputs["tags"]["Name"])
        for name, subnet in of_type(made, SUBNET).items()
    }
    assert told == {
        "net-public-1": ("eu-west-1c", "net-public-1c"),
        "net-private-1": ("eu-west-1c", "net-private-1c"),
        "net-public-2": ("eu-west-1a", "net-public-1a"),
        "net-private-2": ("eu-west-1a", "net-private-1a"),
    }
    assert {name: name_tag for name, (_, name_tag) in told.items()} == {
        name: given["Name"] for name, given in tags(made, TABLE).items()
    }
    assert {"net-1", "net-2"} == {given["Name"] for given in tags(made, NAT).values()}


def test_a_spec_adds_tags_to_its_subnets_only_and_the_name_is_the_providers(run):
    specs = [{"type": "Public", "tags": {"Tier": "edge", "Name": "mine"}}, {"type": "Private"}]
    made = run(
        lambda: awsx.ec2.Vpc(
            "net",
            subnet_strategy="Auto",
            number_of_availability_zones=1,
            subnet_specs=specs,
            tags={"Env": "test", "Name": "own"},
        )
    )
    assert {"Env": "test", "Name": "own"} == of_type(made, VPC)["net"].inputs["tags"]
    expected = {"Env": "test", "Name": "net-public-1", "SubnetType": "Public"}
    assert {**expected, "Tier": "edge"} == tags(made, SUBNET)["net-public-1"]
    assert expected == tags(made, TABLE)["net-public-1"]
    assert {"Env": "test", "Name": "net-1"} == tags(made, NAT)["net-1"] == tags(made, EIP)["net-1"]


def test_tags_that_wait_for_another_resource_keep_its_wire(run):
    def program():
        key = aws.kms.Key("key")
        awsx.ec2.Vpc(
            "net",
            subnet_strategy="Auto",
            number_of_availability_zones=1,
            subnet_specs=[
                {"type": "Public", "tags": key.arn.apply(lambda arn: {"Key": arn})},
                {"type": "Private"},
            ],
            tags={"Key": key.id},
        )

    made = run(program)
    key = of_type(made, "aws:kms/key:Key")["key"]
    subnets = of_type(made, SUBNET)
    assert subnets["net-public-1"].inputs["tags"]["Key"] == key.outputs["arn"]
    assert subnets["net-private-1"].inputs["tags"]["Key"] == key.id
    assert {(key.urn,)} == {tuple(subnet.property_dependencies["tags"]) for subnet in subnets.values()}


def test_own_addresses_are_used_in_the_order_of_the_zones_and_keep_their_wires(run):
    def program():
        addresses = [aws.ec2.Eip(f"own-{number}") for number in range(2)]
        awsx.ec2.Vpc(
            "net",
            subnet_strategy="Auto",
            number_of_availability_zones=2,
            nat_gateways={
                "strategy": "OnePerAz",
                "elastic_ip_allocation_ids": [address.allocation_id for address in addresses],
            },
        )

    made = run(program)
    own, gateways = of_type(made, EIP), of_type(made, NAT)
    assert ["own-0", "own-1"] == sorted(own), "no further address is made"
    for number in range(2):
        gateway, address = gateways[f"net-{number + 1}"], own[f"own-{number}"]
        assert address.outputs["allocationId"] == gateway.inputs["allocationId"]
        assert [address.urn] == gateway.property_dependencies["allocationId"]


def test_a_single_gateway_serves_the_private_subnets_of_all_zones(run):
    made = run(lambda: awsx.ec2.Vpc("net", subnet_strategy="Auto", nat_gateways={"strategy": "Single"}))
    (gateway,) = of_type(made, NAT).values()
    ways = [r.inputs.get("natGatewayId") for r in of_type(made, "aws:ec2/route:Route").values()]
    assert [gateway.id] * 3 == [way for way in ways if way]
    assert [None] * 3 == [way for way in ways if not way]


def test_exact_and_merged_layouts_reach_the_subnets(run):
    def program():
        awsx.ec2.Vpc(
            "full",
            subnet_strategy="Exact",
            number_of_availability_zones=1,
            subnet_specs=[
                {"type": "Public", "cidr_blocks": ["10.0.0.0/18"]},
                {"type": "Unused", "cidr_blocks": ["10.0.64.0/18"]},
                {"type": "Private", "cidr_blocks": ["10.0.128.0/17"]},
            ],
        )
        awsx.ec2.Vpc(
            "merged",
            subnet_strategy="AutoMerge",
            number_of_availability_zones=1,
            subnet_specs=[{"type": "Isolated", "cidr_mask": 24}],
        )

    blocks = {name: subnet.inputs["cidrBlock"] for name, subnet in of_type(run(program), SUBNET).items()}
    assert blocks == {
        "full-public-1": "10.0.0.0/18",
        "full-private-1": "10.0.128.0/17",
        "merged-private-1": "10.0.0.0/17",
        "merged-public-1": "10.0.128.0/18",
        "merged-isolated-1": "10.0.192.0/24",
    }


def test_blocks_of_a_pool_are_known_when_the_pool_has_given_them(run):
    made = run(
        lambda: awsx.ec2.Vpc(
            "net", subnet_strategy="Auto", ipv4_ipam_pool_id="ipam-pool-1", ipv4_netmask_length=16
        )
    )
    vpc = of_type(made, VPC)["net"]
    subnets = of_type(made, SUBNET)
    assert "cidrBlock" not in vpc.inputs
    assert ("ipam-pool-1", 16) == (vpc.inputs["ipv4IpamPoolId"], vpc.inputs["ipv4NetmaskLength"])
    assert 6 == len(subnets)
    assert {wire.UNKNOWN} == {subnet.inputs["cidrBlock"] for subnet in subnets.values()}
    assert {(vpc.urn,)} == {tuple(subnet.property_dependencies["cidrBlock"]) for subnet in subnets.values()}


def test_explicit_blocks_in_a_vpc_of_a_pool_are_known_at_once(run):
    specs = [
        {"type": "Public", "cidr_blocks": ["10.0.0.0/24"]},
        {"type": "Private", "cidr_blocks": ["10.0.1.0/24"]},
    ]
    made = run(
        lambda: awsx.ec2.Vpc(
            "net",
            subnet_strategy="Auto",
            number_of_availability_zones=1,
            ipv4_ipam_pool_id="ipam-pool-1",
            ipv4_netmask_length=16,
            subnet_specs=specs,
        )
    )
    blocks = [subnet.inputs["cidrBlock"] for subnet in of_type(made, SUBNET).values()]
    assert ["10.0.0.0/24", "10.0.1.0/24"] == sorted(blocks)


def test_every_output_waits_for_the_component_its_vpc_and_all_subnets(run):
    def program():
        vpc = awsx.ec2.Vpc("net", subnet_strategy="Auto", number_of_availability_zones=1)
        aws.ec2.SecurityGroup("group", vpc_id=vpc.vpc_id)
        aws.rds.SubnetGroup("isolated", subnet_ids=vpc.private_subnet_ids)

    made = run(program)
    component = made.get("urn:pulumi:dev::shop::awsx:ec2:Vpc::net")
    everything = [component, *of_type(made, VPC).values(), *of_type(made, SUBNET).values()]
    expected = sorted(resource.urn for resource in everything)
    group = of_type(made, "aws:ec2/securityGroup:SecurityGroup")["group"]
    assert expected == sorted(group.property_dependencies["vpcId"])
    assert of_type(made, VPC)["net"].id == group.inputs["vpcId"]
    subnets = of_type(made, "aws:rds/subnetGroup:SubnetGroup")["isolated"]
    assert expected == sorted(subnets.property_dependencies["subnetIds"])
    assert [of_type(made, SUBNET)["net-private-1"].id] == subnets.inputs["subnetIds"]


def test_the_program_receives_every_output_of_the_sdk(run):
    def program():
        vpc = awsx.ec2.Vpc(
            "net",
            subnet_strategy="Auto",
            number_of_availability_zones=1,
            subnet_specs=[
                {"type": "Public", "name": "edge"},
                {"type": "Private"},
                {"type": "Isolated", "size": 256},
            ],
            vpc_endpoint_specs=[{"service_name": "com.amazonaws.eu-west-1.s3", "route_table_ids": ["rtb-1"]}],
        )
        pulumi.export("vpc", vpc.vpc.arn)
        pulumi.export("internet_gateway", vpc.internet_gateway.id)
        lists = ("subnets", "public_subnets", "private_subnets", "isolated_subnets", "route_tables", "routes",
                 "route_table_associations", "nat_gateways", "eips", "vpc_endpoints")  # fmt: skip
        for name in lists:
            pulumi.export(name, getattr(vpc, name).apply(lambda all_: [one.id for one in all_]))
        pulumi.export(
            "layout", vpc.subnet_layout.apply(lambda all_: [(s.type, s.name, s.size) for s in all_])
        )

    made = run(program)
    told = made.get("urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev").outputs
    ids = {(r.type, r.name): r.id for r in made.all()}
    names = ["net-edge-1", "net-private-1", "net-isolated-1"]
    assert told["vpc"].endswith(ids[VPC, "net"])
    assert told["internet_gateway"] == ids["aws:ec2/internetGateway:InternetGateway", "net"]
    assert told["subnets"] == [ids[SUBNET, name] for name in names]
    assert told["public_subnets"] == [ids[SUBNET, "net-edge-1"]]
    assert told["private_subnets"] == [ids[SUBNET, "net-private-1"]]
    assert told["isolated_subnets"] == [ids[SUBNET, "net-isolated-1"]]
    assert told["route_tables"] == [ids[TABLE, name] for name in names]
    assert told["routes"] == [ids["aws:ec2/route:Route", name] for name in names[:2]]
    association = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    assert told["route_table_associations"] == [ids[association, name] for name in names]
    assert told["nat_gateways"] == [ids[NAT, "net-1"]]
    assert told["eips"] == [ids[EIP, "net-1"]]
    assert told["vpc_endpoints"] == [ids["aws:ec2/vpcEndpoint:VpcEndpoint", "com.amazonaws.eu-west-1.s3"]]
    assert told["layout"] == [["Public", "edge", None], ["Private", None, None], ["Isolated", None, 256]]


def test_specs_without_a_strategy_are_warned_of_in_the_providers_words(run, caplog):
    with caplog.at_level(logging.WARNING):
        run(lambda: awsx.ec2.Vpc("net", subnet_specs=SHAPE))
    expected = (
        'The default subnetStrategy will change from "Legacy" to "Auto" in the next major version. Please specify '
        'the subnetStrategy explicitly. The current subnet layout can be specified via "Auto" as:\n\n'
        '[{"cidrMask":19,"type":"Private"},{"cidrMask":20,"type":"Public"}]'
    )
    assert [expected] == [entry.message for entry in caplog.records]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"number_of_availability_zones": 7},
            "The configured region for this provider does not have at least 7 Availability Zones. Either specify an "
            "explicit list of zones in availabilityZoneNames or choose a region with at least 7 AZs.",
        ),
        (
            {"availability_zone_names": ["us-east-1a", "eu-west-1a"], "subnet_name_tag_strategy": "AvailabilityZone"},
            'subnetNameTagStrategy="AvailabilityZone" requires availability zones with distinct suffixes, '
            'but "us-east-1a" and "eu-west-1a" both reduce to "1a".',
        ),
        (
            {"nat_gateways": {"strategy": "Single", "elastic_ip_allocation_ids": ["a", "b"]}},
            "Exactly one Elastic IP may be specified when NAT Gateway strategy is 'Single'.",
        ),
        (
            {"vpc_endpoint_specs": [{"service_name": "svc", "vpc_endpoint_type": "Interface"}],
             "vpc_endpoint_strategy": "Auto", "enable_dns_support": False},
            'vpcEndpointStrategy "Auto" requires enableDnsSupport to be true '
            "when Interface endpoint private DNS is enabled.",
        ),
        (
            {"subnet_strategy": "Auto", "ipv4_ipam_pool_id": "ipam-pool-1"},
            "If 'ipv4IpamPoolId' is specified, 'ipv4NetmaskLength' or 'cidrBlock' must also be specified.",
        ),
    ],
)  # fmt: skip
def test_what_the_provider_refuses_makes_no_resource(record_raw, given, message):
    recording = record_raw(lambda: awsx.ec2.Vpc("net", **given))
    assert [f"awsx:ec2:Vpc resource 'net' has a problem: {message}"] == [
        p.message for p in recording.problems
    ]
    assert children(recording.deployment) == []


def test_an_output_where_a_plain_value_must_be_is_refused_with_the_way_out(record_raw):
    def program():
        zones = aws.kms.Key("key").arn.apply(len)
        awsx.ec2.Vpc("net", number_of_availability_zones=zones)

    (problem,) = record_raw(program).problems
    assert problem.message == (
        "awsx:ec2:Vpc resource 'net' has a problem: 'numberOfAvailabilityZones' must be a plain value, not an Output: "
        "with it awsx decides which resources there are, before any of them exists. Pass a value that the program "
        "knows, for example from its config."
    )


def test_an_output_for_the_region_needs_named_zones(record_raw, run):
    def program(**zones):
        region = aws.kms.Key("key").region
        awsx.ec2.Vpc("net", subnet_strategy="Auto", region=region, **zones)

    (problem,) = record_raw(program).problems
    assert problem.message == (
        "awsx:ec2:Vpc resource 'net' has a problem: Vpc.region must be a plain string when availabilityZoneNames is "
        "not set. If region is dynamic, specify availabilityZoneNames explicitly."
    )
    made = run(lambda: program(availability_zone_names=["eu-west-1a"]))
    (key,) = of_type(made, "aws:kms/key:Key").values()
    assert {(key.urn,)} == {tuple(child.property_dependencies["region"]) for child in children(made)}
