"""What passes connections on: load balancers, from their listeners to their targets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from guardrails.checks import truth
from guardrails.graph import Graph, Resource
from guardrails.reachability.endpoints import Endpoint, Endpoints
from guardrails.reachability.intervals import IntervalSet, union
from guardrails.reachability.kinds import CLASSIC, GROUP
from guardrails.reachability.target_groups import DATAGRAMS, TARGET_GROUPS, Targets, group_port, inside, tcp
from guardrails.tokens import INSTANCE, LISTENER_RULES, LISTENERS, LOAD_BALANCERS
from guardrails.values import UNKNOWN, items, plain, walk

# Whose address the target sees: the one of what passes the connection on, the client's, one of these, or
# CloudFront's, over the internet or by a VPC origin.
SeenAs = Literal["own", "client", "own or client", "CloudFront", "CloudFront in the VPC"]


@dataclass(frozen=True, slots=True)
class Forward:
    """A connection passed on.

    Attributes:
        source: what passes it on.
        entry: the ports on which the source takes it; None where nobody knows.
        target: where it goes.
        ports: the target's port; None where nobody knows.
        seen_as: whose address the target sees.
        sure: whether the target is that for sure.
        through: what the connection passes on the way: listener, target group, origin.
    """

    source: Resource
    entry: IntervalSet | None
    target: Endpoint
    ports: IntervalSet | None
    seen_as: SeenAs
    sure: bool = True
    through: tuple[Resource, ...] = ()


def listens(graph: Graph, balancer: Resource) -> IntervalSet | None:
    """Return the ports that a load balancer listens on; None where that cannot be told."""
    if balancer.type == CLASSIC:
        found = [tcp(inside(entry, "lbPort")) for entry in items(balancer.inputs, "listeners")]
    else:
        named = graph.referrers(balancer, LISTENERS, "loadBalancerArn", LOAD_BALANCERS)
        if named.maybe:
            return None
        found = [_listener_ports(listener) for listener in named.sure]
    known = [one for one in found if one is not None]
    return union(part for one in known for part in one) if known and len(known) == len(found) else None


def balancer_forwards(graph: Graph, balancer: Resource) -> Iterator[Forward]:
    """Yield what a load balancer passes on, by listener and target."""
    if balancer.type == CLASSIC:
        yield from _classic(graph, balancer)
        return
    targets = graph.derive(Targets)
    named = graph.referrers(balancer, LISTENERS, "loadBalancerArn", LOAD_BALANCERS)
    for listener in (*named.sure, *named.maybe):
        for group, sure in _groups_of(graph, listener):
            for member in targets.of(group):
                yield Forward(
                    source=balancer,
                    entry=_listener_ports(listener),
                    target=member.endpoint,
                    ports=member.port,
                    seen_as=_seen_as(balancer, group),
                    sure=sure and member.sure and listener in named.sure,
                    through=(listener, group, *member.through),
                )


def _groups_of(graph: Graph, listener: Resource) -> Iterator[tuple[Resource, bool]]:
    """Yield the target groups that a listener's actions, and those of its rules, name."""
    rules = graph.referrers(listener, LISTENER_RULES, "listenerArn", LISTENERS)
    actions = [(listener, "defaultActions"), *((rule, "actions") for rule in (*rules.sure, *rules.maybe))]
    for owner, path in actions:
        found = graph.resolve(owner, path, _arns(items(owner.inputs, path)), *TARGET_GROUPS)
        for group in found.resources:
            yield group, found.exact and owner not in rules.maybe


def _arns(actions: Iterable[Any]) -> list[Any]:
    """Return every target group's ARN that stands somewhere in the actions of a listener."""
    found: list[Any] = []
    for action in actions:
        if action is UNKNOWN:
            found.append(UNKNOWN)
            continue
        for inner in walk(action):
            if isinstance(inner, dict):
                found += [plain(inner[key]) for key in ("targetGroupArn", "arn") if key in inner]
    return [value for value in found if value is not None and value != ""]


def _seen_as(balancer: Resource, group: Resource) -> SeenAs:
    """Tell whose address the targets of a group see.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
    """
    kind = plain(balancer.value("loadBalancerType"))
    if kind in (None, "application"):
        return "own"
    keeps = truth(group.asked("preserveClientIp"), default=None)
    protocol, by = plain(group.asked("protocol")), plain(group.asked("targetType"))
    if kind is UNKNOWN or keeps is UNKNOWN or UNKNOWN in (protocol, by):
        return "own or client"
    if protocol in DATAGRAMS or by == "alb":
        return "client"
    if keeps is not None:
        return "client" if keeps else "own"
    return "own" if by == "ip" else "client"


def _listener_ports(listener: Resource) -> IntervalSet | None:
    return group_port(listener)  # a listener says port and protocol in the same words


def _classic(graph: Graph, balancer: Resource) -> Iterator[Forward]:
    machines = graph.refers(balancer, "instances", INSTANCE)
    groups = graph.referrers(balancer, (GROUP,), "loadBalancers", (CLASSIC,))
    named = [(one, machines.exact) for one in machines.resources]
    named += [(one, True) for one in groups.sure] + [(one, False) for one in groups.maybe]
    for entry in items(balancer.inputs, "listeners"):
        for resource, sure in named:
            target = graph.derive(Endpoints).by_urn.get(resource.urn)
            if target is not None:
                into, to = (tcp(inside(entry, key)) for key in ("lbPort", "instancePort"))
                yield Forward(balancer, into, target, to, "own", sure)
