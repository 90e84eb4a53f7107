"""Who is in which target group, and on which port it is asked there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from guardrails.checks import number
from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses, ports
from guardrails.reachability.endpoints import Endpoint, Endpoints
from guardrails.reachability.intervals import IntervalSet, holds, union
from guardrails.reachability.kinds import GROUP, SERVICE
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

TARGET_GROUPS: Final = (aws("lb/targetGroup"), aws("alb/targetGroup"))
_ATTACHMENTS: Final = (aws("lb/targetGroupAttachment"), aws("alb/targetGroupAttachment"))
_SCALED: Final = (
    (aws("autoscaling/attachment"), "lbTargetGroupArn"),
    (aws("autoscaling/trafficSourceAttachment"), "trafficSource.identifier"),
)
# Protocols of listeners and target groups that are not TCP alone.
DATAGRAMS: Final = ("UDP", "TCP_UDP", "QUIC", "TCP_QUIC")


@dataclass(frozen=True, slots=True)
class Member:
    """A target: who, on which port (None where nobody knows), for sure or perhaps, by which attachment."""

    endpoint: Endpoint
    port: IntervalSet | None
    sure: bool
    through: tuple[Resource, ...] = ()


class Targets:
    """The members of every target group of a graph; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._endpoints = graph.derive(Endpoints)
        self._members: dict[str, list[Member]] = {}
        self._read_owners()
        self._read_scaled()
        self._read_attachments()

    def of(self, group: Resource) -> tuple[Member, ...]:
        """Return the members of a target group."""
        return tuple(self._members.get(group.urn, ()))

    def ports_of(self, endpoint: Endpoint) -> IntervalSet:
        """Return the ports on which target groups ask an endpoint."""
        return union(
            part
            for members in self._members.values()
            for member in members
            if member.endpoint is endpoint and member.port
            for part in member.port
        )

    def _read_owners(self) -> None:
        """Join what names target groups by itself: scaling groups and container services."""
        for scaled in self._graph.of_type(GROUP):
            found = self._graph.refers(scaled, "targetGroupArns", *TARGET_GROUPS)
            for group in found.resources:
                self._add(group, scaled, group_port(group), sure=found.exact)
        for service in self._graph.of_type(SERVICE):
            for entry in items(service.inputs, "loadBalancers"):
                value = inside(entry, "targetGroupArn")
                found = self._graph.resolve(service, "loadBalancers", [value], *TARGET_GROUPS)
                for group in found.resources:
                    self._add(group, service, tcp(inside(entry, "containerPort")), sure=found.exact)

    def _read_scaled(self) -> None:
        for token, path in _SCALED:
            for one in self._graph.of_type(token):
                scaled = self._graph.refers(one, "autoscalingGroupName", GROUP)
                found = self._graph.refers(one, path, *TARGET_GROUPS)
                for group in found.resources:
                    for resource in scaled.resources:
                        sure = found.exact and scaled.exact
                        self._add(group, resource, group_port(group), sure=sure, through=(one,))

    def _read_attachments(self) -> None:
        for one in self._graph.of_type(*_ATTACHMENTS):
            found = self._graph.refers(one, "targetGroupArn", *TARGET_GROUPS)
            asked = plain(one.asked("port"))
            for group in found.resources:
                port = group_port(group) if asked is None else tcp(asked)
                for resource, sure in self._named(one):
                    self._add(group, resource, port, sure=sure and found.exact, through=(one,))

    def _named(self, attachment: Resource) -> Iterator[tuple[Resource, bool]]:
        """Yield what an attachment names: an instance, a load balancer, or whatever has an IP address."""
        value = plain(attachment.asked("targetId"))
        address = addresses.block(value) if isinstance(value, str) else None
        if address is None:
            tokens = sorted({endpoint.resource.type for endpoint in self._endpoints.all})
            found = self._graph.refers(attachment, "targetId", *tokens)
            for resource in found.resources:
                yield resource, found.exact
            return
        for endpoint in self._endpoints.all:
            if any(seat.own == address.sure for seat in endpoint.seats):
                yield endpoint.resource, True
            elif endpoint.kind.serves and any(
                not seat.own and holds(seat.subnet.v4, address.sure[0][0]) for seat in endpoint.seats
            ):
                yield endpoint.resource, False

    def _add(
        self,
        group: Resource,
        target: Resource,
        port: IntervalSet | None,
        *,
        sure: bool,
        through: tuple[Resource, ...] = (),
    ) -> None:
        endpoint = self._endpoints.by_urn.get(target.urn)
        if endpoint is not None:
            self._members.setdefault(group.urn, []).append(Member(endpoint, port, sure, through))


def group_port(group: Resource) -> IntervalSet | None:
    """Return the port of a target group; None where nobody knows."""
    port, protocol = plain(group.asked("port")), plain(group.asked("protocol"))
    if protocol is UNKNOWN or port is None:
        return None
    if protocol in DATAGRAMS:
        udp = ports.of_rule("udp", port, port)
        stream = tcp(port) if str(protocol).startswith("TCP") else udp
        return union((*udp, *stream)) if udp and stream else None
    return tcp(port)


def tcp(value: Any) -> IntervalSet | None:
    """Return a TCP port; None where nobody knows."""
    found = number(value) if value is not UNKNOWN else None
    return ports.tcp(int(found)) or None if found is not None and found >= 0 else None


def inside(value: Any, path: str) -> Any:
    """Return the plain value at a path of what may be unknown as a whole."""
    return UNKNOWN if value is UNKNOWN else plain(at(value, path))
