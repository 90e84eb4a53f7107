"""The names under which the VPC finds its data services, whatever AWS calls them today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import route53

from settings.edge import EdgeSettings

# A minute: a service that was restored under another name is found again within it.
SERVICE_TTL: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class PrivateNamesArgs:
    """What the private names are given: the zone, and where each service answers."""

    settings: EdgeSettings
    private_zone_id: pulumi.Input[str]
    private_zone_name: pulumi.Input[str]
    endpoints: Mapping[str, pulumi.Input[str]]
    """`host:port` of each service, by its protocol's name; the host is the name that its certificate holds."""


class PrivateNames(pulumi.ComponentResource):
    """Each data service of the VPC can be found by one name that never changes, and its TLS still verifies.

        _postgresql._tcp.<private zone>  SRV  0 0 5432 <the endpoint's own name>

    SRV records, not CNAME: a client that verifies the server's certificate (`sslmode=verify-full`) compares it
    with the name that it connects to, and AWS's certificates hold AWS's names alone. A CNAME would be
    refused; a SRV record tells the client the right name, and the port with it. So a database that is
    restored under a new name takes one record, and no new configuration of the instances.

    The load balancer has no name here: only CloudFront may reach it. Nor have the tables' accelerator and the
    AWS APIs: their clients take AWS's own names, and find the nodes or endpoints behind them by themselves.
    """

    host_names: pulumi.Output[Mapping[str, str]]

    def __init__(self, name: str, args: PrivateNamesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:edge:PrivateNames", name, args.settings.model_dump(mode="json"), opts)
        records = {
            protocol: route53.Record(
                f"{name}-private-{protocol}",
                zone_id=args.private_zone_id,
                name=pulumi.Output.format("_{0}._tcp.{1}", protocol, args.private_zone_name),
                type="SRV",
                ttl=SERVICE_TTL,
                records=[pulumi.Output.from_input(endpoint).apply(_target)],
                opts=pulumi.ResourceOptions(parent=self),
            )
            for protocol, endpoint in args.endpoints.items()
        }
        self.host_names = pulumi.Output.all(**{key: record.name for key, record in records.items()})
        self.register_outputs({"host_names": self.host_names})


def _target(endpoint: str) -> str:
    """Return the data of a SRV record; priority and weight say nothing where there is one target.

    The dot at the end: the name is whole, and no resolver adds the zone to it.
    """
    host, _, port = endpoint.rpartition(":")
    return f"0 0 {port} {host}."
