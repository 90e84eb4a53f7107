"""What a resource tells of others: parts of it that resources of their own make.

AWS answers for a security group with all of its rules, also with those that are resources of their own in the
stack. Recorded was what there was when the group was made: nothing. So each first refresh would tell of
rules that are as they should be. What another resource of the stack accounts for is taken out on both sides;
a rule that somebody added by hand stays.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.tokens import DEFAULT_SECURITY_GROUP, SECURITY_GROUP, aws
from guardrails.values import items, plain

from stagecraft.delivery.drift.equality import opened

Atoms = Callable[[Mapping[str, Any]], Iterable[Any]]
_ALL_PORTS: Final = ("-1", "all")
_DESTINATIONS: Final = (
    "cidrBlock",
    "ipv6CidrBlock",
    "destinationCidrBlock",
    "destinationIpv6CidrBlock",
    "destinationPrefixListId",
)
_NUMBERS: Final = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}


@dataclass(frozen=True, slots=True)
class _Collection:
    """A list of a resource whose items can be resources of their own.

    Attributes:
        siblings: the types of those, each with the property that names the resource they belong to.
        of_item: what an item of the list says, in parts that can be compared.
        of_sibling: what a sibling says, in the same parts; none where it belongs to another list.
    """

    siblings: Mapping[str, str]
    of_item: Atoms
    of_sibling: Callable[[Resource], Iterable[Any]]


def without_echoes(graph: Graph, resource: Resource, props: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a resource without what other resources of the stack account for."""
    left = dict(props)
    for name in set(_SINGLE.get(resource.type, {})) & left.keys():
        if name not in resource.inputs and _siblings(graph, resource, _SINGLE[resource.type][name]):
            del left[name]
    for name in set(_COLLECTIONS.get(resource.type, {})) & left.keys():
        if name not in resource.inputs:
            left[name] = _unexplained(graph, resource, left[name], _COLLECTIONS[resource.type][name])
    return left


def _unexplained(graph: Graph, resource: Resource, value: Any, collection: _Collection) -> Any:
    value = opened(value)
    if not isinstance(value, list):
        return value
    siblings = _siblings(graph, resource, collection.siblings)
    known = {repr(atom) for one in siblings for atom in collection.of_sibling(one)}
    return [
        item for item in value if any(repr(atom) not in known for atom in collection.of_item(_whole(item)))
    ]


def _whole(item: Any) -> Mapping[str, Any]:
    item = plain(item)
    return item if isinstance(item, dict) else {"": item}


def _siblings(graph: Graph, resource: Resource, types: Mapping[str, str]) -> list[Resource]:
    return [
        sibling
        for token, property_ in types.items()
        for sibling in graph.of_type(token)
        if resource in graph.refers(sibling, property_, resource.type).resources
    ]


def _rule_atoms(direction: str) -> Callable[[Resource], Iterable[Any]]:
    def atoms(rule: Resource) -> Iterable[Any]:
        own = {**rule.outputs, **rule.inputs}
        if rule.type == aws("ec2/securityGroupRule"):
            return _inline_rule(own) if plain(own.get("type")) == direction else ()
        return _inline_rule(
            {
                "protocol": own.get("ipProtocol"),
                "fromPort": own.get("fromPort"),
                "toPort": own.get("toPort"),
                "cidrBlocks": items(own, "cidrIpv4"),
                "ipv6CidrBlocks": items(own, "cidrIpv6"),
                "prefixListIds": items(own, "prefixListId"),
                "securityGroups": items(own, "referencedSecurityGroupId"),
            }
        )

    return atoms


def _inline_rule(rule: Mapping[str, Any]) -> Iterator[Any]:
    """Yield each source or destination of a rule with its protocol and ports."""
    protocol = str(plain(rule.get("protocol"))).lower()
    protocol = _NUMBERS.get(protocol, protocol)
    ports = () if protocol in _ALL_PORTS else (_port(rule.get("fromPort")), _port(rule.get("toPort")))
    lists = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups", "sourceSecurityGroupId")
    for name in lists:
        for peer in items(rule, name):
            yield protocol, ports, str(plain(peer))
    if plain(rule.get("self")) is True:
        yield protocol, ports, "self"


def _port(value: Any) -> int:
    value = plain(value)
    return int(value) if isinstance(value, int | float | str) and str(value).lstrip("-").isdigit() else -1


def _route(route: Mapping[str, Any]) -> Iterator[Any]:
    """Yield where a route leads to."""
    yield tuple(str(plain(route[name])) for name in _DESTINATIONS if plain(route.get(name)))


def _named(*names: str) -> Atoms:
    def atoms(item: Mapping[str, Any]) -> Iterator[Any]:
        yield tuple(
            json.dumps(opened(item[name]), sort_keys=True, default=str) for name in names if name in item
        )

    return atoms


def _props(resource: Resource) -> dict[str, Any]:
    return {**resource.outputs, **resource.inputs}


def _of(atoms: Atoms) -> Callable[[Resource], Iterable[Any]]:
    return lambda resource: atoms(_props(resource))


def _value(name: str) -> Callable[[Resource], Iterable[Any]]:
    return lambda resource: _named("")({"": _props(resource).get(name)})


_GROUP: Final = {
    direction: _Collection(
        {own: "securityGroupId", aws("ec2/securityGroupRule"): "securityGroupId"},
        _inline_rule,
        _rule_atoms(direction),
    )
    for direction, own in (
        ("ingress", aws("vpc/securityGroupIngressRule")),
        ("egress", aws("vpc/securityGroupEgressRule")),
    )
}
_COLLECTIONS: Final[Mapping[str, Mapping[str, _Collection]]] = {
    SECURITY_GROUP: _GROUP,
    DEFAULT_SECURITY_GROUP: _GROUP,
    aws("ec2/routeTable"): {
        "routes": _Collection({aws("ec2/route"): "routeTableId"}, _route, _of(_route)),
    },
    aws("iam/role"): {
        "inlinePolicies": _Collection(
            {aws("iam/rolePolicy"): "role"}, _named("name", "policy"), _of(_named("name", "policy"))
        ),
        "managedPolicyArns": _Collection(
            {aws("iam/rolePolicyAttachment"): "role"}, _named(""), _value("policyArn")
        ),
    },
}


def _part(kind: str) -> dict[str, str]:
    return {aws(f"s3/bucket{kind}"): "bucket", aws(f"s3/bucket{kind}V2"): "bucket"}


# What there is one of: the resource of its own is compared itself.
_SINGLE: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    aws("s3/bucket"): {
        "policy": {aws("s3/bucketPolicy"): "bucket"},
        "versioning": _part("Versioning"),
        "serverSideEncryptionConfiguration": _part("ServerSideEncryptionConfiguration"),
        "lifecycleRules": _part("LifecycleConfiguration"),
        "logging": _part("Logging"),
        "corsRules": _part("CorsConfiguration"),
        "replicationConfiguration": {aws("s3/bucketReplicationConfig"): "bucket"},
        "objectLockConfiguration": _part("ObjectLockConfiguration"),
        "website": _part("WebsiteConfiguration"),
        "grants": _part("Acl"),
        "acl": _part("Acl"),
    },
    aws("kms/key"): {"policy": {aws("kms/keyPolicy"): "keyId"}},
    aws("sns/topic"): {"policy": {aws("sns/topicPolicy"): "arn"}},
    aws("sqs/queue"): {
        "policy": {aws("sqs/queuePolicy"): "queueUrl"},
        "redrivePolicy": {aws("sqs/redrivePolicy"): "queueUrl"},
        "redriveAllowPolicy": {aws("sqs/redriveAllowPolicy"): "queueUrl"},
    },
    aws("secretsmanager/secret"): {"policy": {aws("secretsmanager/secretPolicy"): "secretArn"}},
    aws("autoscaling/group"): {
        "targetGroupArns": {aws("autoscaling/attachment"): "autoscalingGroupName"},
    },
    aws("rds/instance"): {"replicas": {aws("rds/instance"): "replicateSourceDb"}},
}
