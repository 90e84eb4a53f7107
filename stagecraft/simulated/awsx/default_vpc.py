"""`awsx.ec2.DefaultVpc`: the region's default VPC and its subnets, looked up. It creates no resource."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import ec2


class DefaultVpc(pulumi.ComponentResource):
    """The default VPC; a subnet of it is public if it gives its instances public addresses."""

    vpc_id: pulumi.Output[str]
    public_subnet_ids: pulumi.Output[Sequence[str]]
    private_subnet_ids: pulumi.Output[Sequence[str]]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        """Look up the default VPC of the provider's region."""
        super().__init__("awsx:ec2:DefaultVpc", name, None, opts)
        lookup = pulumi.InvokeOptions(parent=self)
        self.vpc_id = ec2.get_vpc_output(default=True, opts=lookup).id
        found: pulumi.Output[Any] = self.vpc_id.apply(partial(_subnets_of, lookup))
        subnets: pulumi.Output[list[Any]] = found.apply(partial(_subnets, lookup))
        self.public_subnet_ids = subnets.apply(partial(_ids, public=True))
        self.private_subnet_ids = subnets.apply(partial(_ids, public=False))
        self.register_outputs({})


def outputs(default_vpc: DefaultVpc) -> dict[str, pulumi.Output[Any]]:
    """Return the component's outputs by the names of its schema."""
    return {
        "vpcId": default_vpc.vpc_id,
        "publicSubnetIds": default_vpc.public_subnet_ids,
        "privateSubnetIds": default_vpc.private_subnet_ids,
    }


def _subnets_of(lookup: pulumi.InvokeOptions, vpc_id: str) -> pulumi.Output[Any]:
    of_vpc = ec2.GetSubnetsFilterArgs(name="vpc-id", values=[vpc_id])
    return ec2.get_subnets_output(filters=[of_vpc], opts=lookup).ids


def _subnets(lookup: pulumi.InvokeOptions, ids: Sequence[str]) -> pulumi.Output[list[Any]]:
    return pulumi.Output.all(*(ec2.get_subnet_output(id=id_, opts=lookup) for id_ in ids))


def _ids(subnets: Sequence[ec2.GetSubnetResult], *, public: bool) -> list[str]:
    return [subnet.id for subnet in subnets if bool(subnet.map_public_ip_on_launch) is public]
