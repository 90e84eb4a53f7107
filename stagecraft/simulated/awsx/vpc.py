"""`awsx.ec2.Vpc`, made of the same resources as the awsx provider makes it of."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

import pulumi
import pulumi_aws as aws
from pulumi_aws import ec2

from stagecraft.simulated.awsx import endpoints
from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.layout import Layout, ResolvedSpec, SubnetPlan, in_order, with_block
from stagecraft.simulated.awsx.nat import check_allocation_ids
from stagecraft.simulated.awsx.subnets import BY_ZONE_NAME, Naming, PlannedSubnet, check_zone_suffixes
from stagecraft.simulated.awsx.tags import merged
from stagecraft.simulated.awsx.vpc_args import VpcArgs
from stagecraft.simulated.awsx.vpc_children import VpcChildren

_DEFAULT_ZONE_COUNT = 3

T = TypeVar("T")


class Vpc(pulumi.ComponentResource):
    """A VPC with subnets in each Availability Zone, their routes, NAT gateways and VPC endpoints.

        Vpc ─┬─ InternetGateway
             ├─ Subnet ─┬─ RouteTable ─┬─ RouteTableAssociation
             │          │              └─ Route (to the internet or NAT gateway)
             │          └─ Eip, NatGateway (in public subnets)
             └─ VpcEndpoint

    The state keeps no inputs and no outputs of it, as the provider's has none.
    """

    vpc_id: pulumi.Output[str]
    vpc: pulumi.Output[ec2.Vpc]
    internet_gateway: pulumi.Output[ec2.InternetGateway]
    subnets: pulumi.Output[Sequence[ec2.Subnet]]
    public_subnets: pulumi.Output[Sequence[ec2.Subnet]]
    private_subnets: pulumi.Output[Sequence[ec2.Subnet]]
    isolated_subnets: pulumi.Output[Sequence[ec2.Subnet]]
    public_subnet_ids: pulumi.Output[Sequence[str]]
    private_subnet_ids: pulumi.Output[Sequence[str]]
    isolated_subnet_ids: pulumi.Output[Sequence[str]]
    route_tables: pulumi.Output[Sequence[ec2.RouteTable]]
    route_table_associations: pulumi.Output[Sequence[ec2.RouteTableAssociation]]
    routes: pulumi.Output[Sequence[ec2.Route]]
    nat_gateways: pulumi.Output[Sequence[ec2.NatGateway]]
    eips: pulumi.Output[Sequence[ec2.Eip]]
    vpc_endpoints: pulumi.Output[Sequence[ec2.VpcEndpoint]]
    subnet_layout: pulumi.Output[Sequence[ResolvedSpec]]

    def __init__(self, name: str, args: VpcArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Create all resources of the VPC.

        Raises:
            AwsxError: the provider would refuse the inputs.
        """
        super().__init__("awsx:ec2:Vpc", name, None, opts)
        dns = endpoints.dns_attributes(args.endpoint_specs, args.endpoint_strategy, args.vpc)
        zones = self._availability_zones(args)
        plan = _plan(name, args, zones)
        cidr = args.planned_cidr
        # A layout that does not fit is refused before there is a VPC, unless only an IPAM pool has its block.
        layout = plan.within(cidr or "", from_ipam=not cidr) if cidr or plan.names_blocks else None
        tags = merged({"Name": name}, args.tags)
        vpc = ec2.Vpc(
            name,
            ec2.VpcArgs(cidr_block=cidr, tags=tags, **{**args.vpc, **dns}, **args.in_region),
            pulumi.ResourceOptions(parent=self),
        )
        internet_gateway = ec2.InternetGateway(
            name,
            ec2.InternetGatewayArgs(vpc_id=vpc.id, tags=tags, **args.in_region),
            pulumi.ResourceOptions(parent=vpc, depends_on=[vpc]),
        )
        subnets, resolved = (layout.subnets, _resolved_of(layout)) if layout else _deferred(plan, vpc)
        children = VpcChildren(name, args, tags, vpc, internet_gateway)
        for place in in_order(subnets, zones):
            children.create_subnet(place)
        # Every output waits for the VPC and all subnets, and is known only with them, as the provider's.
        ready = pulumi.Output.all(vpc.id, *(subnet.id for _, subnet in children.subnets))
        self._expose(ready, vpc, children)
        self.internet_gateway = _after(ready, internet_gateway)
        self.vpc_endpoints = _after(ready, self._create_endpoints(args, tags, vpc, children))
        self.subnet_layout = _after(ready, resolved)
        if layout and plan.names_no_strategy:
            self._warn_of_default_strategy(layout.resolved)
        self.register_outputs({})

    def _availability_zones(self, args: VpcArgs) -> Sequence[str]:
        if args.availability_zone_names is not None:
            return args.availability_zone_names
        if not isinstance(args.region, str | None):
            message = (
                "Vpc.region must be a plain string when availabilityZoneNames is not set. If region is "
                "dynamic, specify availabilityZoneNames explicitly."
            )
            raise AwsxError(message)
        asked = args.number_of_availability_zones
        count = _DEFAULT_ZONE_COUNT if asked is None else asked
        found = aws.get_availability_zones(**args.in_region, opts=pulumi.InvokeOptions(parent=self)).names
        if not isinstance(found, list | tuple):
            message = (
                "Could not fetch default Availability Zones. If this is an opt-in region, please enable the "
                "region first. Alternatively, you may specify an explicit list of zones in "
                "`availabilityZoneNames`."
            )
            raise AwsxError(message)
        if len(found) < count:
            message = (
                f"The configured region for this provider does not have at least {count} Availability Zones. "
                "Either specify an explicit list of zones in availabilityZoneNames or choose a region with "
                f"at least {count} AZs."
            )
            raise AwsxError(message)
        return found[:count]

    def _create_endpoints(
        self, args: VpcArgs, tags: Any, vpc: ec2.Vpc, children: VpcChildren
    ) -> list[ec2.VpcEndpoint]:
        around = endpoints.Surroundings(
            vpc=vpc,
            tags=tags,
            region=args.region,
            subnets=[(planned.zone, planned.kind, subnet.id) for planned, subnet in children.subnets],
            route_table_ids=[table.id for table in children.route_tables],
        )
        for spec in args.endpoint_specs:
            warning = endpoints.incomplete(spec) if args.endpoint_strategy == "Legacy" else None
            if warning:
                pulumi.log.warn(warning, self)
        return [
            endpoints.create_endpoint(spec, args.endpoint_strategy, around) for spec in args.endpoint_specs
        ]

    def _warn_of_default_strategy(self, resolved: Sequence[ResolvedSpec]) -> None:
        pulumi.log.warn(
            'The default subnetStrategy will change from "Legacy" to "Auto" in the next major version. '
            "Please specify the subnetStrategy explicitly. The current subnet layout can be specified via "
            f'"Auto" as:\n\n{json.dumps(resolved, separators=(",", ":"))}',
            self,
        )

    def _expose(self, ready: pulumi.Output[Any], vpc: ec2.Vpc, children: VpcChildren) -> None:
        public, private = children.of_kind("public"), children.of_kind("private")
        isolated = [
            subnet for _, subnet in children.subnets if subnet not in public and subnet not in private
        ]
        self.vpc_id = _after(ready, vpc.id)
        self.vpc = _after(ready, vpc)
        self.subnets = _after(ready, [subnet for _, subnet in children.subnets])
        self.public_subnets = _after(ready, public)
        self.private_subnets = _after(ready, private)
        self.isolated_subnets = _after(ready, isolated)
        self.public_subnet_ids = _after(ready, _ids(public))
        self.private_subnet_ids = _after(ready, _ids(private))
        self.isolated_subnet_ids = _after(ready, _ids(isolated))
        self.route_tables = _after(ready, children.route_tables)
        self.route_table_associations = _after(ready, children.route_table_associations)
        self.routes = _after(ready, children.routes)
        self.nat_gateways = _after(ready, children.nat_gateways)
        self.eips = _after(ready, children.eips)


def outputs(vpc: Vpc) -> dict[str, pulumi.Output[Any]]:
    """Return the component's outputs by the names of its schema."""
    return {_camel(name): getattr(vpc, name) for name in Vpc.__annotations__}


def _plan(name: str, args: VpcArgs, zones: Sequence[str]) -> SubnetPlan:
    check_allocation_ids(args.nat_strategy, args.elastic_ip_allocation_ids, len(zones))
    if args.subnet_name_tag_strategy == BY_ZONE_NAME:
        check_zone_suffixes(zones)
    return SubnetPlan(
        Naming(vpc=name, zones=zones, tag_strategy=args.subnet_name_tag_strategy),
        args.subnet_specs,
        strategy=args.subnet_strategy,
        zone_mask=args.availability_zone_cidr_mask,
        nat_strategy=args.nat_strategy,
    )


def _deferred(
    plan: SubnetPlan, vpc: ec2.Vpc
) -> tuple[Sequence[PlannedSubnet], pulumi.Input[Sequence[ResolvedSpec]]]:
    """Plan the subnets of a VPC whose block comes from an IPAM pool."""
    drafts = plan.drafts()
    planned = vpc.cidr_block.apply(partial(plan.within, from_ipam=True))
    blocks = [planned.apply(partial(_block_at, index)) for index in range(len(drafts))]
    return [with_block(*pair) for pair in zip(drafts, blocks, strict=True)], planned.apply(_resolved_of)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _after(ready: pulumi.Output[Any], value: pulumi.Input[T]) -> pulumi.Output[T]:
    return ready.apply(lambda _: value)


def _ids(subnets: Sequence[ec2.Subnet]) -> pulumi.Output[list[str]]:
    return pulumi.Output.all(*(subnet.id for subnet in subnets))


def _block_at(index: int, layout: Layout) -> str:
    return str(layout.subnets[index].cidr_block)


def _resolved_of(layout: Layout) -> Sequence[ResolvedSpec]:
    return list(layout.resolved)
