"""Prefix lists: our own by their entries, those of AWS by name, others unknown."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses
from guardrails.reachability.addresses import ANYWHERE, CLOUDFRONT, Block
from guardrails.reachability.intervals import IntervalSet, either, union
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

PREFIX_LIST: Final = aws("ec2/managedPrefixList")
_ENTRIES: Final = (aws("ec2/managedPrefixListEntry"),)
_ENDPOINT: Final = aws("ec2/vpcEndpoint")

# com.amazonaws.global.cloudfront.origin-facing has an id in each region:
# https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
CLOUDFRONT_IDS: Final = frozenset(
    {
        "pl-22a6434b",  # ap-northeast-2
        "pl-31a34658",  # ap-southeast-1
        "pl-38a64351",  # ca-central-1
        "pl-3b927c52",  # us-east-1
        "pl-4ea04527",  # us-west-1
        "pl-4fa04526",  # eu-west-1
        "pl-58a04531",  # ap-northeast-1
        "pl-5da64334",  # sa-east-1
        "pl-75b1541c",  # eu-west-3
        "pl-82a045eb",  # us-west-2
        "pl-93a247fa",  # eu-west-2
        "pl-9aa247f3",  # ap-south-1
        "pl-a3a144ca",  # eu-central-1
        "pl-b6a144df",  # us-east-2
        "pl-b8a742d1",  # ap-southeast-2
        "pl-fab65393",  # eu-north-1
    }
)


def service_of(endpoint: Resource) -> str:
    """Return the service of a VPC endpoint as the end of its name says it: `s3`; empty where unknown."""
    name = plain(endpoint.value("serviceName"))
    return name.rpartition(".")[2] if isinstance(name, str) else ""


def held(graph: Graph, resource: Resource, path: str, values: Iterable[Any]) -> Block:
    """Return the addresses that prefix lists hold, named at a path of a resource."""
    found = [
        entry
        for value in map(plain, values)
        if value is not None and value != ""
        for entry in entries(graph, resource, path, value)
    ]
    return Block(
        union(part for one in found for part in one.sure), union(part for one in found for part in one.maybe)
    )


def entries(graph: Graph, resource: Resource, path: str, value: Any) -> tuple[Block, ...]:
    """Return what each entry of a prefix list holds, which is named at a path of a resource."""
    if isinstance(value, str) and value in CLOUDFRONT_IDS:
        return (Block(CLOUDFRONT),)
    services = graph.derive(_services)
    if isinstance(value, str) and value in services:
        return (Block(services[value]),)
    lists = graph.resolve(resource, path, [value], PREFIX_LIST)
    if lists.one is not None:
        return graph.derive(_entries, lists.one.urn)
    endpoints = graph.wired(resource, path, _ENDPOINT) if value is UNKNOWN else ()
    if len(endpoints) == 1 and not lists.resources:
        point = addresses.SERVICES.get(service_of(endpoints[0]))
        if point is not None:
            return (Block(point),)
    return (Block((), ANYWHERE),)


def _services(graph: Graph) -> dict[Any, IntervalSet]:
    """Return the lists of the gateway endpoints in the stack, by id."""
    found: dict[Any, IntervalSet] = {}
    for endpoint in graph.of_type(_ENDPOINT):
        point = addresses.SERVICES.get(service_of(endpoint))
        identity = plain(endpoint.value("prefixListId"))
        if point is not None and isinstance(identity, str) and identity:
            found[identity] = point
    return found


def _entries(graph: Graph, urn: str) -> tuple[Block, ...]:
    one = graph.get(urn)
    if one is None or one.external:
        return (Block((), ANYWHERE),)
    separate = graph.referrers(one, _ENTRIES, "prefixListId", (PREFIX_LIST,))
    sure = [_block(entry) for entry in [*items(one.inputs, "entries"), *(e.inputs for e in separate.sure)]]
    maybe = [_block(entry.inputs) for entry in separate.maybe]
    return (*sure, *(Block((), either(found.sure, found.maybe)) for found in maybe))


def _block(entry: Any) -> Block:
    cidr = plain(at(entry, "cidr")) if entry is not UNKNOWN else UNKNOWN
    found = addresses.block(cidr) if isinstance(cidr, str) else None
    return found or Block((), ANYWHERE)
