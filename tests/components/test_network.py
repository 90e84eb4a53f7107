"""The network tier: what it makes, how it is wired, and what its data subnets cannot reach.

Not shown here: that AWS accepts it, and that awsx's own provider makes the same children; its recordings are
held against the expansion in tests/stagecraft/simulated/awsx.
"""

import json
from collections import Counter
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_aws
import pytest

from components.network import Network, NetworkArgs
from components.network.endpoint_policies import dynamodb_policy, s3_policy
from settings.network import NetworkSettings
from settings.security import Ingress
from stagecraft.report.longest_chain import waiting_for

ACCOUNT = "111122223333"
REGION = "eu-west-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
COMPONENT = "stagecraft:network:Network"
ACL = "aws:ec2/networkAcl:NetworkAcl"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
NAT = "aws:ec2/natGateway:NatGateway"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"


AUDIT_LOGS = "arn:aws:s3:::shop-audit-logs"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/shop-dev-boundary"


def network(zones: str = "abc", nat: str = "per-az", ingress: Ingress = "cloudfront") -> Network:
    provider = pulumi_aws.Provider("aws", region=REGION, default_tags={"tags": {"project": "shop"}})
    settings = NetworkSettings(
        cidr=IPv4Network("10.30.0.0/16"),
        availability_zones=tuple(f"{REGION}{letter}" for letter in zones),
        nat=nat,
        interface_endpoints="per-az",
        flow_log_retention_days=30,
    )
    args = NetworkArgs(
        settings=settings,
        ingress=ingress,
        app_port=8443,
        proxy_port=5432,
        database_port=5432,
        cache_port=6379,
        dax_port=9111,
        logs_key_arn=KEY,
        audit_log_bucket_arn=AUDIT_LOGS,
        boundary_arn=BOUNDARY,
        account_id=ACCOUNT,
        region=REGION,
    )
    return Network("shop", args, pulumi.ResourceOptions(providers=[provider]))


def named(graph: Any, type_: str, name: str) -> Any:
    (resource,) = [one for one in graph.of_type(type_) if one.name == name]
    return resource


def tier_of(name: str) -> str:
    """Return `data` for `shop-data-a`, and `public` for awsx's `shop-vpc-public-1`."""
    return name.removeprefix("shop-vpc-").removeprefix("shop-").partition("-")[0]


def test_three_zones_with_a_nat_gateway_each_are_these_resources(record):
    counts = Counter(resource.type for resource in record(network).resources)
    assert counts == {
        "pulumi:pulumi:Stack": 1,
        "pulumi:providers:aws": 1,
        "pulumi:providers:awsx": 1,
        "pulumi:providers:pulumi": 1,  # reads the resources that awsx answers with
        COMPONENT: 1,
        "awsx:ec2:Vpc": 1,
        VPC: 1,
        "aws:ec2/internetGateway:InternetGateway": 1,
        SUBNET: 9,
        ROUTE_TABLE: 9,
        ASSOCIATION: 9,
        ROUTE: 6,
        "aws:ec2/eip:Eip": 3,
        NAT: 3,
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
        ACL: 3,
        ENDPOINT: 2,
        LOG_GROUP: 1,
        ROLE: 1,
        ROLE_POLICY: 1,
        FLOW_LOG: 2,
    }


def test_a_single_nat_gateway_serves_every_zone_where_the_setting_says_so(record):
    graph = record(lambda: network("ab", "single"))
    (gateway,) = graph.of_type(NAT)
    served = [route for route in graph.of_type(ROUTE) if "natGatewayId" in route.inputs]
    assert [graph.refers(route, "natGatewayId", NAT).one for route in served] == [gateway, gateway]


def test_each_zones_application_goes_out_through_its_own_gateway(record):
    graph = record(lambda: network("ab"))
    for letter, place in (("a", 1), ("b", 2)):
        gateway = named(graph, NAT, f"shop-nat-{letter}")
        route = named(graph, ROUTE, f"shop-nat-{letter}")
        assert graph.refers(gateway, "subnetId", SUBNET).one.name == f"shop-vpc-public-{place}"
        assert graph.refers(route, "natGatewayId", NAT).one == gateway
        assert graph.refers(route, "routeTableId", ROUTE_TABLE).one.name == f"shop-app-{letter}"
        assert route.inputs["destinationCidrBlock"] == "0.0.0.0/0"


def test_nothing_of_the_network_waits_for_a_gateway_but_the_routes_to_it(record):
    graph = record(network)
    waiting = {graph.get(urn).name for urn in waiting_for(graph, NAT)}
    assert waiting == {"shop-nat-a", "shop-nat-b", "shop-nat-c"}


def test_every_subnet_has_its_block_of_the_plan_in_its_zone(record):
    assert {
        subnet.name: (subnet.inputs["availabilityZone"], subnet.inputs["cidrBlock"])
        for subnet in record(lambda: network("ab")).of_type(SUBNET)
    } == {
        "shop-vpc-public-1": ("eu-west-1a", "10.30.24.0/22"),
        "shop-vpc-public-2": ("eu-west-1b", "10.30.56.0/22"),
        "shop-app-a": ("eu-west-1a", "10.30.0.0/20"),
        "shop-app-b": ("eu-west-1b", "10.30.32.0/20"),
        "shop-data-a": ("eu-west-1a", "10.30.16.0/21"),
        "shop-data-b": ("eu-west-1b", "10.30.48.0/21"),
    }


def test_another_zone_changes_no_resource_that_was_there(record):
    before, after = record(lambda: network("ab")), record(lambda: network("abc"))
    kept = {resource.urn: resource.inputs.get("cidrBlock") for resource in after.of_type(SUBNET, VPC)}
    for resource in before.resources:
        assert after.get(resource.urn) is not None, f"{resource.name} would be deleted"
    for subnet in before.of_type(SUBNET, VPC):
        assert kept[subnet.urn] == subnet.inputs["cidrBlock"], f"{subnet.name} would be replaced"


def test_nothing_in_any_subnet_gets_a_public_address_by_itself(record):
    subnets = record(network).of_type(SUBNET)
    assert {subnet.name for subnet in subnets if subnet.inputs["mapPublicIpOnLaunch"] is not False} == set()


def test_names_resolve_in_the_vpc(record):
    (vpc,) = record(network).of_type(VPC)
    assert vpc.inputs["enableDnsSupport"] is True
    assert vpc.inputs["enableDnsHostnames"] is True, "gateway endpoints need both"
    assert vpc.inputs["cidrBlock"] == "10.30.0.0/16"


def test_a_data_subnet_has_a_route_table_of_its_own_without_any_route(record):
    graph = record(network)
    associations = [one for one in graph.of_type(ASSOCIATION) if one.name.startswith("shop-data-")]
    assert {
        (
            graph.refers(one, "subnetId", SUBNET).one.name,
            graph.refers(one, "routeTableId", ROUTE_TABLE).one.name,
        )
        for one in associations
    } == {(f"shop-data-{letter}", f"shop-data-{letter}") for letter in "abc"}
    routed = {graph.refers(route, "routeTableId", ROUTE_TABLE).one.name for route in graph.of_type(ROUTE)}
    assert {tier_of(table) for table in routed} == {"public", "app"}
    for table in graph.of_type(ROUTE_TABLE):
        assert not table.inputs.get("routes"), "no route stands in the table itself either"


def test_the_data_subnets_depend_on_the_vpc_and_not_on_each_other(record):
    graph = record(network)
    subnet = named(graph, SUBNET, "shop-data-a")
    assert [one.name for one in graph.wired(subnet, "vpcId", VPC)] == ["shop-vpc"]
    assert graph.refers(subnet, "vpcId", VPC).one.name == "shop-vpc"


def test_the_default_group_of_the_vpc_lets_nothing_through(record):
    graph = record(network)
    (group,) = graph.of_type("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert (group.inputs["ingress"], group.inputs["egress"]) == ([], [])
    assert graph.refers(group, "vpcId", VPC).one.name == "shop-vpc"


@pytest.mark.parametrize(
    ("tier", "subnets"),
    [
        ("public", {"shop-vpc-public-1", "shop-vpc-public-2", "shop-vpc-public-3"}),
        ("app", {"shop-app-a", "shop-app-b", "shop-app-c"}),
        ("data", {"shop-data-a", "shop-data-b", "shop-data-c"}),
    ],
)
def test_each_tier_has_a_network_acl_for_its_subnets(record, tier, subnets):
    graph = record(network)
    acl = named(graph, ACL, f"shop-{tier}")
    assert {subnet.name for subnet in graph.refers(acl, "subnetIds", SUBNET).resources} == subnets
    assert graph.refers(acl, "vpcId", VPC).one.name == "shop-vpc"


def entry(number: int, block: str, first: int, last: int | None = None) -> dict[str, Any]:
    return {
        "ruleNo": number,
        "action": "allow",
        "protocol": "tcp",
        "cidrBlock": block,
        "fromPort": first,
        "toPort": last or first,
    }


def test_the_network_acl_of_the_data_tier_knows_the_app_tier_and_itself_alone(record):
    acl = named(record(lambda: network("ab")), ACL, "shop-data")
    app, data = ("10.30.0.0/20", "10.30.32.0/20"), ("10.30.16.0/21", "10.30.48.0/21")
    assert acl.inputs["ingress"] == [
        entry(200, app[0], 5432),
        entry(210, app[1], 5432),
        entry(300, app[0], 6379),
        entry(310, app[1], 6379),
        entry(400, app[0], 9111),
        entry(410, app[1], 9111),
        entry(500, app[0], 443),
        entry(510, app[1], 443),
        entry(600, data[0], 1024, 65_535),
        entry(610, data[1], 1024, 65_535),
    ]
    assert acl.inputs["egress"] == [
        entry(100, app[0], 32_768, 65_535),
        entry(110, app[1], 32_768, 65_535),
        entry(600, data[0], 1024, 65_535),
        entry(610, data[1], 1024, 65_535),
    ]


def test_the_network_acl_of_the_app_tier_lets_cloudfront_in_only_where_the_load_balancer_lies_there(record):
    asked = {
        ingress: entry(300, "0.0.0.0/0", 443)
        in named(record(lambda ingress=ingress: network("ab", ingress=ingress)), ACL, "shop-app").inputs[
            "ingress"
        ]
        for ingress in ("internet", "cloudfront", "vpc-origin")
    }
    assert asked == {"internet": False, "cloudfront": False, "vpc-origin": True}


@pytest.mark.parametrize(
    ("service", "policy"),
    [("s3", s3_policy(ACCOUNT, REGION)), ("dynamodb", dynamodb_policy(ACCOUNT, REGION))],
)
def test_the_private_subnets_have_a_gateway_endpoint_with_a_policy_of_its_own(record, service, policy):
    graph = record(network)
    endpoint = named(graph, ENDPOINT, f"shop-{service}")
    assert endpoint.inputs["serviceName"] == f"com.amazonaws.eu-west-1.{service}"
    assert endpoint.inputs["vpcEndpointType"] == "Gateway"
    assert json.loads(endpoint.inputs["policy"]) == policy
    assert graph.refers(endpoint, "vpcId", VPC).one.name == "shop-vpc"
    tables = graph.refers(endpoint, "routeTableIds", ROUTE_TABLE)
    assert sorted(table.name for table in tables.resources) == [
        *(f"shop-app-{letter}" for letter in "abc"),
        *(f"shop-data-{letter}" for letter in "abc"),
    ], "no public route table is among them"
    assert tables.exact


def test_a_flow_log_writes_all_traffic_to_the_bucket_of_audit_logs_by_the_hour(record):
    graph = record(network)
    archive = named(graph, FLOW_LOG, "shop-flow-logs-archive")
    assert archive.inputs["trafficType"] == "ALL"
    assert archive.inputs["logDestinationType"] == "s3"
    assert archive.inputs["logDestination"] == AUDIT_LOGS
    assert "iamRoleArn" not in archive.inputs, "the bucket's policy lets the delivery in"
    assert archive.inputs["destinationOptions"] == {
        "fileFormat": "parquet",
        "hiveCompatiblePartitions": False,
        "perHourPartition": True,
    }
    assert archive.inputs["maxAggregationInterval"] == 600
    assert graph.refers(archive, "vpcId", VPC).one.name == "shop-vpc"


def test_the_flow_log_writes_all_traffic_to_an_encrypted_log_group_that_forgets(record):
    graph = record(network)
    flow_log = named(graph, FLOW_LOG, "shop-flow-logs")
    (log_group,) = graph.of_type(LOG_GROUP)
    assert log_group.inputs["kmsKeyId"] == KEY
    assert log_group.inputs["retentionInDays"] == 30
    assert flow_log.inputs["trafficType"] == "ALL"
    assert flow_log.inputs["logDestinationType"] == "cloud-watch-logs"
    assert flow_log.inputs["maxAggregationInterval"] == 60
    assert graph.refers(flow_log, "vpcId", VPC).one.name == "shop-vpc"
    assert graph.refers(flow_log, "logDestination", LOG_GROUP).one == log_group
    assert graph.refers(flow_log, "iamRoleArn", ROLE).one.name == "shop-flow-logs"
    (policy,) = graph.of_type(ROLE_POLICY)
    assert policy.urn in flow_log.dependencies, "the role may write before the first delivery"


def test_only_vpc_flow_logs_of_the_account_takes_the_role_which_stays_within_the_boundary(record):
    (role,) = record(network).of_type(ROLE)
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-flow-log/*"},
            },
        }
    ]


def test_the_role_writes_to_its_log_group_alone(record):
    graph = record(network)
    (policy,) = graph.of_type(ROLE_POLICY)
    (log_group,) = graph.of_type(LOG_GROUP)
    assert graph.refers(policy, "role", ROLE).one.name == "shop-flow-logs"
    write, find = json.loads(policy.inputs["policy"])["Statement"]
    assert write["Action"] == ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    assert write["Resource"] == f"{log_group.outputs['arn']}:*"
    assert find["Action"] == "logs:DescribeLogGroups"
    assert find["Resource"] == f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:*"


def test_everything_is_a_child_of_the_component_and_uses_its_provider(record):
    graph = record(network)
    (component,) = graph.of_type(COMPONENT)
    (provider,) = graph.of_type("pulumi:providers:aws")
    for resource in graph.resources:
        if resource.custom and resource.type.startswith("aws:"):
            assert resource.provider.startswith(f"{provider.urn}::"), resource.name
            ancestor = resource
            while ancestor.type != COMPONENT:
                ancestor = graph.get(ancestor.parent)
            assert ancestor == component


def test_the_component_gives_out_its_ids_by_tier(record):
    graph = record(lambda: network("ab"))
    (component,) = graph.of_type(COMPONENT)
    ids = {subnet.name: subnet.id for subnet in graph.of_type(SUBNET)}
    assert component.outputs == {
        "vpc_id": graph.of_type(VPC)[0].id,
        "vpc_cidr": "10.30.0.0/16",
        "public_subnet_ids": [ids["shop-vpc-public-1"], ids["shop-vpc-public-2"]],
        "app_subnet_ids": [ids["shop-app-a"], ids["shop-app-b"]],
        "outbound_subnet_ids": [ids["shop-app-a"], ids["shop-app-b"]],
        "data_subnet_ids": [ids["shop-data-a"], ids["shop-data-b"]],
        "nat_gateway_ids": {
            letter: gateway.id
            for letter, gateway in zip(
                "ab", sorted(graph.of_type(NAT), key=lambda one: one.name), strict=True
            )
        },
        "flow_log_group_name": graph.of_type("aws:cloudwatch/logGroup:LogGroup")[0].outputs["name"],
    }


def test_a_single_nat_gateway_is_that_of_the_first_zone(record):
    graph = record(lambda: network("ab", "single"))
    (gateway,) = graph.of_type(NAT)
    assert graph.of_type(COMPONENT)[0].outputs["nat_gateway_ids"] == {"a": gateway.id}


def test_the_state_says_what_the_tier_was_asked_for(record):
    (component,) = record(lambda: network("ab", "single")).of_type(COMPONENT)
    assert component.inputs == {
        "cidr": "10.30.0.0/16",
        "availability_zones": ["eu-west-1a", "eu-west-1b"],
        "nat": "single",
        "interface_endpoints": "per-az",
        "flow_log_retention_days": 30,
    }
