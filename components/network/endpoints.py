"""The interface endpoints: AWS's APIs at addresses of the VPC."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import ec2

from components.network.endpoint_policies import INTERFACE_SERVICES, interface_policy
from settings.network import NetworkSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointsArgs:
    """What the endpoints are given: the network's settings, and wires from other tiers."""

    settings: NetworkSettings
    vpc_id: pulumi.Input[str]
    data_subnet_ids: Sequence[pulumi.Input[str]]
    """A subnet a zone, in the order of the settings' zones."""
    endpoint_group_id: pulumi.Input[str]
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


class Endpoints(pulumi.ComponentResource):
    """AWS's APIs without the internet, for the account's own principals and resources alone.

        application ──443──► endpoint a service ── Systems Manager, Secrets Manager, KMS, ...

    Their private DNS answers to the APIs' ordinary names in the whole VPC, so that nothing that asks has to
    be told. They lie in the data subnets: these have no road out of the VPC, and their ids depend on no
    NAT gateway.
    """

    endpoint_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        asked_for = args.settings.model_dump(mode="json", include={"interface_endpoints"})
        super().__init__("stagecraft:network:Endpoints", name, asked_for, opts)
        child = pulumi.ResourceOptions(parent=self)
        single = args.settings.interface_endpoints == "single"
        # Where there is a single one, it serves the other zones from the first.
        subnet_ids = args.data_subnet_ids[:1] if single else args.data_subnet_ids
        place = pulumi.Output.all(args.account_id, args.region)
        self.endpoint_ids = {}
        for service in INTERFACE_SERVICES:
            endpoint = ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=args.vpc_id,
                vpc_endpoint_type="Interface",
                service_name=pulumi.Output.format("com.amazonaws.{0}.{1}", args.region, service),
                subnet_ids=subnet_ids,
                security_group_ids=[args.endpoint_group_id],
                private_dns_enabled=True,
                policy=pulumi.Output.json_dumps(place.apply(partial(_policy, service))),
                tags={"Name": f"{name}-{service}"},
                opts=child,
            )
            self.endpoint_ids[service] = endpoint.id
        self.register_outputs({"endpoint_ids": self.endpoint_ids})


def _policy(service: str, place: list[str]) -> dict[str, Any]:
    account_id, region = place
    return interface_policy(service, account_id, region)
