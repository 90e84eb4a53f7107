"""What security groups let in: every way to write a rule, laid out as one list, judged a group at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.checks import number
from guardrails.cidr import Span, is_world, public_part, spans
from guardrails.data_stores import data_store_groups
from guardrails.graph import Graph, Reference, Resource
from guardrails.rule import Problem
from guardrails.tokens import DEFAULT_SECURITY_GROUP, SECURITY_GROUP, aws
from guardrails.values import UNKNOWN, at, items, plain

GROUPS: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
RULES: Final = (aws("ec2/securityGroupRule"), aws("vpc/securityGroupIngressRule"))
_PREFIX_LIST: Final = aws("ec2/managedPrefixList")
_PREFIX_ENTRIES: Final = (aws("ec2/managedPrefixListEntry"),)
# Blocks that come from these are a network's or a machine's own, never the world.
_OWNERS_OF_BLOCKS: Final = tuple(
    map(
        aws,
        (
            "ec2/vpc",
            "ec2/subnet",
            "ec2/eip",
            "ec2/natGateway",
            "ec2/instance",
            "ec2/vpcIpv4CidrBlockAssociation",
        ),
    )
)
_CIDRS: Final = ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")
_PREFIX_LISTS: Final = ("prefixListIds", "prefixListId")
# What may be open to everyone; see FSBP EC2.18.
_PUBLIC_PORTS: Final = (80, 443)
_LAST_PORT: Final = 65535
_PORTLESS: Final = frozenset({"icmp", "icmpv6", "1", "58"})
_EVERY: Final = "-1"
_NAMES: Final = {"6": "tcp", "17": "udp", "all": _EVERY}


@dataclass(frozen=True, slots=True)
class Opening:
    """One source of one rule: who may come in through which ports."""

    owner: Resource
    protocol: str
    first: int
    last: int
    spans: tuple[Span, ...]
    texts: tuple[str, ...]


def open_ports(graph: Graph) -> Mapping[str, tuple[Problem, ...]]:
    """Return, by URN of the group or rule, what is open to the world; take it by `graph.derive`."""
    problems: dict[str, list[Problem]] = defaultdict(list)
    groups: dict[str, list[Opening]] = defaultdict(list)
    guarding = data_store_groups(graph)
    for resource in graph.of_type(*GROUPS, *RULES):
        if resource.type == RULES[0] and plain(resource.asked("type")) != "ingress":
            continue
        key = resource.urn if resource.type in GROUPS else _group_key(graph, resource)
        for found in _openings(graph, resource):
            if isinstance(found, Problem):
                problems[resource.urn].append(found)
            else:
                groups[key].append(found)
    for key, openings in groups.items():
        allowed = () if key in guarding else _PUBLIC_PORTS
        for owner, problem in _judge(openings, allowed):
            problems[owner.urn].append(problem)
    return {urn: tuple(dict.fromkeys(found)) for urn, found in problems.items()}


def _group_key(graph: Graph, rule: Resource) -> str:
    group = graph.refers(rule, "securityGroupId", *GROUPS)
    if group.one is not None:
        return group.one.urn
    return group.foreign[0] if group.foreign else rule.urn


def _openings(graph: Graph, resource: Resource) -> Iterator[Opening | Problem]:
    """Yield what a resource lets in, and what cannot be told of it."""
    path = "ingress" if resource.type in GROUPS else ""
    for rule in items(resource.inputs, path) if path else [resource.inputs]:
        if rule is UNKNOWN:
            yield Problem(f"{path} is not known yet", undecided=True)
            continue
        sources, unclear = _sources(graph, resource, rule, path)
        if unclear:
            yield Problem(unclear, undecided=True)
        ports = _ports(rule)
        if ports is None:
            if sources:
                yield Problem("which ports it opens is not known yet", undecided=True)
        elif sources and ports[0] not in _PORTLESS:
            public = tuple(public_part(spans(sources)))
            if public:
                yield Opening(resource, *ports, public, tuple(sources))


def _sources(graph: Graph, resource: Resource, rule: Any, path: str) -> tuple[list[str], str]:
    """Return the CIDR blocks that a rule lets in, and why there may be more that cannot be told."""
    blocks, unclear = [], ""
    for key in _CIDRS:
        for block in map(plain, items(rule, key)):
            if isinstance(block, str) and block:
                blocks.append(block)
            elif block is UNKNOWN and not graph.wired(resource, path or key, *_OWNERS_OF_BLOCKS):
                unclear = f"{key} is not known yet"
    for key in _PREFIX_LISTS:
        lists = graph.resolve(resource, path or key, map(plain, items(rule, key)), _PREFIX_LIST)
        blocks += _prefix_list_blocks(graph, lists)
        if lists.lost:
            unclear = f"{key} is not known yet"
    return blocks, unclear


def _prefix_list_blocks(graph: Graph, lists: Reference) -> Iterator[str]:
    """Yield the blocks of our own prefix lists; lists of AWS name services, never the world."""
    for one in lists.resources:
        separate = graph.referrers(one, _PREFIX_ENTRIES, "prefixListId", (_PREFIX_LIST,))
        entries = [*items(one.inputs, "entries"), *(entry.inputs for entry in separate.sure)]
        for entry in entries:
            block = plain(at(entry, "cidr")) if entry is not UNKNOWN else None
            if isinstance(block, str):
                yield block


def _ports(rule: Any) -> tuple[str, int, int] | None:
    """Return protocol, first and last port of a rule; None where that is unknown."""
    protocol = plain(at(rule, "protocol"))
    protocol = plain(at(rule, "ipProtocol")) if protocol is None else protocol
    asked = (plain(at(rule, "fromPort")), plain(at(rule, "toPort")))
    if UNKNOWN in (protocol, *asked):
        return None
    first, last = map(number, asked)
    name = _NAMES.get(str(protocol).lower(), str(protocol).lower())
    if name == _EVERY or first is None or last is None or first < 0:
        return name, 0, _LAST_PORT
    return name, int(first), int(last)


def _judge(openings: list[Opening], allowed: tuple[int, ...]) -> Iterator[tuple[Resource, Problem]]:
    """Yield which rules of one group, taken together, open ports to the world."""
    told: set[str] = set()  # whoever opens every protocol need not be told again for each
    for protocol in sorted(
        {opening.protocol for opening in openings}, key=lambda name: (name != _EVERY, name)
    ):
        mine = [one for one in openings if one.protocol in (protocol, _EVERY)]
        bad: dict[str, tuple[Resource, list[tuple[int, int]], list[str]]] = {}
        for first, last, active in _segments(mine):
            if (first == last and first in allowed) or not is_world(s for one in active for s in one.spans):
                continue
            for one in active:
                if one.owner.urn in told and one.protocol != protocol:
                    continue
                _, ports, texts = bad.setdefault(one.owner.urn, (one.owner, [], []))
                ports.append((first, last))
                texts.extend(text for text in one.texts if text not in texts)
        told.update(bad if protocol == _EVERY else ())
        for owner, ports, texts in bad.values():
            yield owner, Problem(f"{_name(protocol, ports)} is open to the world ({', '.join(texts[:3])})")


def _segments(openings: list[Opening]) -> Iterator[tuple[int, int, list[Opening]]]:
    """Cut the ports into stretches that the same rules open."""
    starts: dict[int, list[Opening]] = defaultdict(list)
    ends: dict[int, list[Opening]] = defaultdict(list)
    for one in openings:
        starts[one.first].append(one)
        ends[one.last + 1].append(one)
    active: list[Opening] = []
    edges = sorted({*starts, *ends})
    for edge, following in zip(edges, [*edges[1:], None], strict=True):
        active = [one for one in active if one.last >= edge] + starts[edge]
        if active and following is not None:
            yield edge, following - 1, active


def _name(protocol: str, ports: list[tuple[int, int]]) -> str:
    """Write ports for a message: `tcp 22`, `tcp 1-79, 81-442`, `every protocol and port`."""
    joined: list[list[int]] = []
    for first, last in sorted(set(ports)):
        if joined and joined[-1][1] + 1 == first:
            joined[-1][1] = last
        else:
            joined.append([first, last])
    if joined == [[0, _LAST_PORT]]:
        return "every protocol and port" if protocol == _EVERY else f"{protocol} on every port"
    return f"{protocol} " + ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in joined)
