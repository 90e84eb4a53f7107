"""The VPC of an environment."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_awsx as awsx
from pulumi_aws import ec2

from components.after import after
from components.network.acl_plan import Entry, Ports, TierAcl, plan_acls
from components.network.endpoint_policies import dynamodb_policy, s3_policy
from components.network.flow_logs import FlowLogsArgs, create_flow_logs
from components.network.nat import create_nat
from components.network.subnet_plan import ZonePlan, plan_zones
from settings.network import NetworkSettings
from settings.security import Ingress

SUBNET = "aws:ec2/subnet:Subnet"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkArgs:
    """What the network tier is given: its settings, and wires from other tiers."""

    settings: NetworkSettings
    ingress: Ingress
    """Who reaches the load balancer, which says in which subnets it lies."""
    app_port: int
    """The port on which the application serves the load balancer."""
    proxy_port: int
    """The port on which the database proxy serves the application."""
    database_port: int
    """The port on which the database serves the application."""
    cache_port: int
    dax_port: int | None
    """None where the environment leaves DAX out."""
    logs_key_arn: pulumi.Input[str]
    audit_log_bucket_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    """The permission boundary of the tier's roles."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


class Network(pulumi.ComponentResource):
    """A VPC whose data stores have no road to the internet.

        public subnet a zone ── internet gateway              NAT gateways, load balancer
        app subnet a zone ───── NAT gateway, gateway endpoints    application
        data subnet a zone ──── gateway endpoints             stores, database proxy, interface endpoints

    VPC, internet gateway and public subnets are `awsx.ec2.Vpc`'s. The app and data subnets are our own: each
    output of a remote component depends on all of its subnets, so that only with resources of our own a preview,
    which knows no ids yet, can prove in which subnets a data store lies, and an `up` can be held to its plan.
    """

    vpc_id: pulumi.Output[str]
    vpc_cidr: pulumi.Output[str]
    public_subnet_ids: pulumi.Output[Sequence[str]]
    app_subnet_ids: list[pulumi.Output[str]]
    outbound_subnet_ids: pulumi.Output[Sequence[str]]
    """The app subnets, once what starts in them finds a way out through a NAT gateway."""
    data_subnet_ids: list[pulumi.Output[str]]
    nat_gateway_ids: dict[str, pulumi.Output[str]]
    """By the letter of the zone."""
    flow_log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:network:Network", name, args.settings.model_dump(mode="json"), opts)
        child = pulumi.ResourceOptions(parent=self)
        zones = plan_zones(args.settings.cidr, args.settings.availability_zones)
        vpc = _create_vpc(name, args.settings.cidr, zones, self)
        self.vpc_id = vpc.vpc_id
        self.vpc_cidr = pulumi.Output.from_input(str(args.settings.cidr))
        self.public_subnet_ids = vpc.public_subnet_ids
        app = [self._create_subnet(name, "app", zone, zone.app) for zone in zones]
        data = [self._create_subnet(name, "data", zone, zone.data) for zone in zones]
        self.app_subnet_ids = [subnet.id for subnet, _ in app]
        self.data_subnet_ids = [subnet.id for subnet, _ in data]
        nat = create_nat(
            name,
            zones,
            zones if args.settings.nat == "per-az" else zones[:1],
            vpc.public_subnet_ids,
            [table.id for _, table in app],
            self,
        )
        self.nat_gateway_ids = nat.gateway_ids
        self.outbound_subnet_ids = after(pulumi.Output.all(*self.app_subnet_ids), *nat.route_ids)
        ec2.DefaultSecurityGroup(f"{name}-default", vpc_id=self.vpc_id, ingress=[], egress=[], opts=child)
        self._create_acls(name, args, zones)
        self._create_endpoints(name, args, [table.id for _, table in (*app, *data)])
        flow_logs = FlowLogsArgs(
            vpc_id=self.vpc_id,
            retention_days=args.settings.flow_log_retention_days,
            key_arn=args.logs_key_arn,
            audit_log_bucket_arn=args.audit_log_bucket_arn,
            account_id=args.account_id,
            region=args.region,
            boundary_arn=args.boundary_arn,
        )
        self.flow_log_group_name = create_flow_logs(name, flow_logs, self)
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "vpc_cidr": self.vpc_cidr,
                "public_subnet_ids": self.public_subnet_ids,
                "app_subnet_ids": self.app_subnet_ids,
                "outbound_subnet_ids": self.outbound_subnet_ids,
                "data_subnet_ids": self.data_subnet_ids,
                "nat_gateway_ids": self.nat_gateway_ids,
                "flow_log_group_name": self.flow_log_group_name,
            }
        )

    def _create_subnet(
        self, name: str, tier: str, zone: ZonePlan, block: IPv4Network
    ) -> tuple[ec2.Subnet, ec2.RouteTable]:
        """Create a private subnet with a route table of its own, in which nothing but the VPC stands yet."""
        child = pulumi.ResourceOptions(parent=self)
        role = f"{name}-{tier}-{zone.letter}"
        subnet = ec2.Subnet(
            role,
            vpc_id=self.vpc_id,
            availability_zone=zone.zone,
            cidr_block=str(block),
            map_public_ip_on_launch=False,
            tags={"Name": role},
            opts=child,
        )
        table = ec2.RouteTable(role, vpc_id=self.vpc_id, tags={"Name": role}, opts=child)
        ec2.RouteTableAssociation(role, subnet_id=subnet.id, route_table_id=table.id, opts=child)
        return subnet, table

    def _create_acls(self, name: str, args: NetworkArgs, zones: Sequence[ZonePlan]) -> None:
        ports = Ports(
            app=args.app_port,
            proxy=args.proxy_port,
            database=args.database_port,
            cache=args.cache_port,
            dax=args.dax_port,
        )
        plan = plan_acls(zones, ingress=args.ingress, ports=ports)
        tiers: dict[str, tuple[TierAcl, pulumi.Input[Sequence[pulumi.Input[str]]]]] = {
            "public": (plan.public, self.public_subnet_ids),
            "app": (plan.app, self.app_subnet_ids),
            "data": (plan.data, self.data_subnet_ids),
        }
        for tier, (acl, subnet_ids) in tiers.items():
            # Entries stand in the ACL, not as resources of their own: an entry made by hand is then a
            # difference that the next preview shows.
            ec2.NetworkAcl(
                f"{name}-{tier}",
                vpc_id=self.vpc_id,
                subnet_ids=subnet_ids,
                ingress=[ec2.NetworkAclIngressArgs(**_entry(entry)) for entry in acl.ingress],
                egress=[ec2.NetworkAclEgressArgs(**_entry(entry)) for entry in acl.egress],
                tags={"Name": f"{name}-{tier}"},
                opts=pulumi.ResourceOptions(parent=self),
            )

    def _create_endpoints(
        self, name: str, args: NetworkArgs, route_table_ids: Sequence[pulumi.Output[str]]
    ) -> None:
        place = pulumi.Output.all(args.account_id, args.region)
        policies = {"s3": place.apply(_s3_policy), "dynamodb": place.apply(_dynamodb_policy)}
        for service, policy in policies.items():
            ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=self.vpc_id,
                vpc_endpoint_type="Gateway",
                service_name=pulumi.Output.format("com.amazonaws.{0}.{1}", args.region, service),
                route_table_ids=route_table_ids,
                policy=pulumi.Output.json_dumps(policy),
                tags={"Name": f"{name}-{service}"},
                opts=pulumi.ResourceOptions(parent=self),
            )


def _create_vpc(
    name: str, cidr: IPv4Network, zones: Sequence[ZonePlan], parent: pulumi.Resource
) -> awsx.ec2.Vpc:
    return awsx.ec2.Vpc(
        f"{name}-vpc",
        cidr_block=str(cidr),
        availability_zone_names=[zone.zone for zone in zones],
        enable_dns_hostnames=True,
        enable_dns_support=True,
        nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy.NONE),
        # The default strategy ignores the blocks without a word.
        subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
        subnet_name_tag_strategy=awsx.ec2.SubnetNameTagStrategy.AVAILABILITY_ZONE,
        subnet_specs=[
            awsx.ec2.SubnetSpecArgs(
                type=awsx.ec2.SubnetType.PUBLIC,
                name="public",
                cidr_blocks=[str(zone.public) for zone in zones],
            ),
        ],
        opts=pulumi.ResourceOptions(parent=parent, transforms=[_without_automatic_addresses]),
    )


def _without_automatic_addresses(
    args: pulumi.ResourceTransformArgs,
) -> pulumi.ResourceTransformResult | None:
    """Give no public address to what is launched in a public subnet; awsx has no argument for that.

    Load balancers and NAT gateways have public addresses of their own.
    """
    if args.type_ != SUBNET:
        return None
    return pulumi.ResourceTransformResult(props={**args.props, "mapPublicIpOnLaunch": False}, opts=args.opts)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "rule_no": entry.number,
        "action": "allow",
        "protocol": "tcp",
        "cidr_block": str(entry.block),
        "from_port": entry.ports[0],
        "to_port": entry.ports[1],
    }


def _s3_policy(place: list[str]) -> dict[str, Any]:
    account_id, region = place
    return s3_policy(account_id, region)


def _dynamodb_policy(place: list[str]) -> dict[str, Any]:
    account_id, region = place
    return dynamodb_policy(account_id, region)
