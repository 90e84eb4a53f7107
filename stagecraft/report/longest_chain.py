"""What an `up` waits for longest: the chain of resources that each need the one before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource

# Minutes that AWS typically takes to make one. Rough: AWS promises none of them, and they vary by size and day.
# All other types count as a tenth of a minute.
MINUTES: Final[Mapping[str, float]] = {
    "aws:acm/certificateValidation:CertificateValidation": 5,
    "aws:autoscaling/group:Group": 4,
    "aws:cloudfront/distribution:Distribution": 5,
    "aws:cloudfront/vpcOrigin:VpcOrigin": 10,
    "aws:dax/cluster:Cluster": 10,
    "aws:ec2/natGateway:NatGateway": 2,
    "aws:ec2/vpcEndpoint:VpcEndpoint": 1,
    "aws:elasticache/replicationGroup:ReplicationGroup": 12,
    "aws:lb/loadBalancer:LoadBalancer": 3,
    "aws:rds/instance:Instance": 12,
    "aws:rds/proxy:Proxy": 5,
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": 2,
}
_ANY_OTHER: Final = 0.1


@dataclass(frozen=True, slots=True)
class Chain:
    """Resources, each of which waits for the one before it, and the minutes that they take together."""

    resources: tuple[Resource, ...] = ()
    minutes: float = 0.0


def longest_chain(graph: Graph) -> Chain:
    """Return the chain that takes longest, by the rough figures of `MINUTES`.

    Raises:
        ValueError: if resources wait for each other in a circle, which no engine would have deployed.
    """
    done: dict[str, Chain] = {}
    for resource in graph.resources:
        _measure(graph, resource, done)
    return max(done.values(), key=lambda chain: (chain.minutes, len(chain.resources)), default=Chain())


def waiting_for(graph: Graph, type_token: str) -> frozenset[str]:
    """Return the URNs of all resources that are not made before those of a type are."""
    waiting: dict[str, list[str]] = {}
    for resource in graph.resources:
        for before in needs(graph, resource):
            waiting.setdefault(before.urn, []).append(resource.urn)
    found: set[str] = set()
    next_urns = [resource.urn for resource in graph.of_type(type_token)]
    while next_urns:
        after = [urn for urn in waiting.get(next_urns.pop(), ()) if urn not in found]
        found.update(after)
        next_urns += after
    return frozenset(found)


def needs(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """Yield what must be there before the engine makes a resource.

    A component that it depends on stands for everything in it: Pulumi's SDK waits for all children of a component,
    and a remote component (awsx) answers when it has made the last of them.
    """
    for urn in {*resource.dependencies, *([resource.parent] if resource.parent else [])}:
        before = graph.get(urn)
        if before is None:
            continue
        if before.custom:
            yield before
        elif urn in resource.dependencies:
            yield from _inside(graph, before)


def _inside(graph: Graph, component: Resource) -> Iterator[Resource]:
    for child in graph.children(component.urn):
        if child.custom:
            yield child
        yield from _inside(graph, child)


def _measure(graph: Graph, first: Resource, done: dict[str, Chain]) -> None:
    """Find the longest chain that ends in a resource; without recursion, for chains may be very long."""
    stack, open_urns = [first], set[str]()
    while stack:
        resource = stack[-1]
        missing = [before for before in needs(graph, resource) if before.urn not in done]
        if missing and resource.urn not in open_urns:
            open_urns.add(resource.urn)
            stack += missing
            continue
        stack.pop()
        if resource.urn in done:
            continue
        if missing:
            raise ValueError(f"{resource.urn} waits for itself")
        longest = max((done[before.urn] for before in needs(graph, resource)), key=_minutes, default=Chain())
        own = MINUTES.get(resource.type, _ANY_OTHER) if resource.custom else 0.0
        done[resource.urn] = Chain((*longest.resources, resource), longest.minutes + own)


def _minutes(chain: Chain) -> float:
    return chain.minutes
