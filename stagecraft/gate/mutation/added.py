"""What a stack does not have and is dangerous once it has it: a rule, a route, an entry or a URL more."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.resource import Urn
from guardrails.tokens import INTERNET_GATEWAY, aws
from guardrails.values import items, plain

from stagecraft.gate.mutation.edits import Path

_EVERYONE: Final = {"cidrIpv4": "0.0.0.0/0"}
_EVERYONE_V6: Final = {"cidrIpv6": "::/0"}
_EVERY_PORT: Final = {"ipProtocol": "tcp", "fromPort": 0, "toPort": 65535}
_SSH: Final = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22}
_INGRESS: Final = "vpc/securityGroupIngressRule"
_EGRESS: Final = "vpc/securityGroupEgressRule"
_EVERYWHERE: Final = {
    "every address": {"cidrBlock": "0.0.0.0/0"},
    "every IPv6 address": {"ipv6CidrBlock": "::/0"},
}
_FIRST: Final = 1  # before every other entry
_DEFAULT: Final = "0.0.0.0/0"
# Switches that are off where nobody sets them, and give a public address where they are on.
SWITCHES: Final = ("associatePublicIpAddress", "mapPublicIpOnLaunch", "publiclyAccessible")
# As much of the internet as one route can lead to where the default route is taken.
_HALF: Final = "0.0.0.0/1"


def added_resources(graph: Graph, resource: Resource, short: str) -> Iterator[tuple[str, Resource]]:
    """Yield resources that would open another one, each by name of what it does."""
    if short == "ec2/securityGroup":
        yield from _rules(graph, resource)
    elif short == "ec2/routeTable":
        yield from _routes(graph, resource)
    elif short == "lambda/function":
        inputs = {"functionName": resource.id, "authorizationType": "NONE"}
        yield "URL for everyone added", _made(resource, "lambda/functionUrl", inputs, "functionName")


def added_inputs(resource: Resource, short: str) -> Iterator[tuple[str, dict[Path, Any]]]:
    """Yield inputs that would open a resource, each by name with the change."""
    if short == "ec2/networkAcl":
        for side in ("ingress", "egress"):
            there = plain(resource.inputs.get(side)) or []
            for name, where in _EVERYWHERE.items():
                entry = {"ruleNo": _FIRST, "action": "allow", "protocol": "-1", "fromPort": 0, "toPort": 0}
                yield f"{side} entry for {name} added", {(side,): [*there, {**entry, **where}]}
    elif short == "ec2/defaultSecurityGroup":
        everything = {"protocol": "-1", "fromPort": 0, "toPort": 0, "description": "added"}
        yield "ingress of itself added", {("ingress",): [{**everything, "self": True}]}
        yield "egress to everyone added", {("egress",): [{**everything, "cidrBlocks": ["0.0.0.0/0"]}]}
    elif short == "ssm/document" and "permissions" not in resource.inputs:
        yield "shared with everyone", {("permissions",): {"type": "Share", "account_ids": "All"}}


def _rules(graph: Graph, group: Resource) -> Iterator[tuple[str, Resource]]:
    vpc = graph.refers(group, "vpcId", aws("ec2/vpc")).one
    within = {"cidrIpv4": plain(vpc.inputs.get("cidrBlock"))} if vpc is not None else _EVERYONE
    for done, short, rule in (
        ("SSH from everyone added", _INGRESS, {**_SSH, **_EVERYONE}),
        ("every port from every IPv6 address added", _INGRESS, {**_EVERY_PORT, **_EVERYONE_V6}),
        ("every port from the VPC added", _INGRESS, {**_EVERY_PORT, **within}),
        ("every port to everyone added", _EGRESS, {**_EVERY_PORT, **_EVERYONE}),
        ("every protocol to every IPv6 address added", _EGRESS, {"ipProtocol": "-1", **_EVERYONE_V6}),
    ):
        inputs = {"securityGroupId": group.id, "description": "added", **rule}
        yield done, _made(group, short, inputs, "securityGroupId")


def _routes(graph: Graph, table: Resource) -> Iterator[tuple[str, Resource]]:
    """Add a route to the internet gateway to a table that has none."""
    gateways = graph.of_type(INTERNET_GATEWAY)
    mine = graph.referrers(table, (aws("ec2/route"),), "routeTableId", (table.type,)).sure
    routes = [
        *(one.inputs for one in mine),
        *(one for one in items(table.inputs, "routes") if isinstance(one, dict)),
    ]
    if not gateways or any(plain(one.get("gatewayId")) == gateways[0].id for one in routes):
        return
    taken = any(
        _DEFAULT in (plain(one.get("destinationCidrBlock")), plain(one.get("cidrBlock"))) for one in routes
    )
    inputs = {
        "routeTableId": table.id,
        "gatewayId": gateways[0].id,
        "destinationCidrBlock": _HALF if taken else _DEFAULT,
    }
    yield "route to the internet gateway added", _made(table, "ec2/route", inputs, "routeTableId")


def _made(beside: Resource, short: str, inputs: dict[str, Any], wire: str) -> Resource:
    """Return a new resource beside another one, made by the same provider."""
    stack, project = Urn.parse(beside.urn)[:2]
    name = f"{beside.name}-added"
    return Resource(
        urn=f"urn:pulumi:{stack}::{project}::{aws(short)}::{name}",
        type=aws(short),
        name=name,
        parent=beside.parent,
        id=name,
        provider=beside.provider,
        inputs=inputs,
        outputs=dict(inputs),
        property_dependencies={wire: (beside.urn,)},
    )
