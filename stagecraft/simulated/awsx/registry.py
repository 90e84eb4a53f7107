"""Which awsx components are expanded, and how a Construct call makes each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pulumi


@dataclass(frozen=True, slots=True)
class Construction:
    """What a Construct call answers with."""

    component: pulumi.ComponentResource
    # By their names in the component's schema; a list of resources stands for references to them.
    outputs: Mapping[str, pulumi.Input[Any]]


# (name, inputs, options): the inputs are property values by their names in the schema, Outputs where they
# are not known yet. It raises AwsxError with the provider's message where the provider would refuse them.
Construct = Callable[[str, Mapping[str, Any], pulumi.ResourceOptions], Construction]


def _vpc(name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions) -> Construction:
    # Imported when there is one: pulumi_aws takes a second.
    from stagecraft.simulated.awsx import vpc, vpc_args

    component = vpc.Vpc(name, vpc_args.VpcArgs.read(inputs), opts)
    return Construction(component, vpc.outputs(component))


def _default_vpc(name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions) -> Construction:
    del inputs  # the component has none
    from stagecraft.simulated.awsx import default_vpc

    component = default_vpc.DefaultVpc(name, opts)
    return Construction(component, default_vpc.outputs(component))


# By type token. A component that is not in here stays one opaque resource.
EXPANSIONS: Final[Mapping[str, Construct]] = MappingProxyType(
    {
        "awsx:ec2:DefaultVpc": _default_vpc,
        "awsx:ec2:Vpc": _vpc,
    }
)
