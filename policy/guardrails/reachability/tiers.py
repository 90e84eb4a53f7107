"""The tiers of an intent in a graph: who belongs to which, on which ports, and who may reach it at all."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses
from guardrails.reachability.balancers import listens
from guardrails.reachability.endpoints import Endpoint, Endpoints, Seat
from guardrails.reachability.groups import Gate, Permit, SecurityGroups
from guardrails.reachability.intent import INTERNET, Allowed, Intent
from guardrails.reachability.intervals import NONE, IntervalSet, both, either
from guardrails.reachability.kinds import BALANCERS, NAT
from guardrails.reachability.target_groups import Targets
from guardrails.reachability.vpcs import Subnet

_PUBLIC = either(addresses.PUBLIC_V4, addresses.PUBLIC_V6)


class Tiers:
    """The tiers of one intent in one graph."""

    def __init__(self, graph: Graph, intent: Intent) -> None:
        self._graph = graph
        self._intent = intent
        self._endpoints = graph.derive(Endpoints)
        self.members: Mapping[str, tuple[Endpoint, ...]] = {
            tier: tuple(
                endpoint
                for endpoint in self._endpoints.all
                if not endpoint.resource.external and any(one.holds(endpoint.resource) for one in selectors)
            )
            for tier, selectors in intent.tiers.items()
        }
        self._of: dict[str, set[str]] = {}
        for tier, members in self.members.items():
            for member in members:
                self._of.setdefault(member.resource.urn, set()).add(tier)

    @property
    def empty(self) -> tuple[str, ...]:
        """The tiers that nothing belongs to and must, where something belongs to another one."""
        if not any(self.members.values()):
            return ()
        optional = self._intent.optional
        return tuple(tier for tier, held in self.members.items() if not held and tier not in optional)

    def of(self, resource: Resource) -> set[str]:
        """Return the tiers that a resource belongs to."""
        return self._of.get(resource.urn, set())

    def ports(self, rule: Allowed, target: Endpoint) -> IntervalSet | None:
        """Return the ports of a rule for a target; None where the rule names none and nobody knows its own."""
        return self.serves(target) if rule.ports is None else rule.ports

    def serves(self, target: Endpoint) -> IntervalSet | None:
        """Return the ports that a target serves on; None where nobody knows."""
        if target.resource.type in BALANCERS:
            return listens(self._graph, target.resource)
        return self._graph.derive(Targets).ports_of(target) or target.port

    def allowed(self, sources: set[str], target: Endpoint) -> IntervalSet | None:
        """Return the ports on which sources may reach a target; None where nobody knows.

        Where everyone on the internet may, whoever is in the stack may as well.
        """
        tiers, found = self.of(target.resource), NONE
        for rule in self._intent.allowed:
            if rule.source in {*sources, INTERNET} and rule.target in tiers:
                asked = self.ports(rule, target)
                if asked is None:
                    return None
                found = either(found, asked)
        return found

    def outwards(self, source: Endpoint) -> IntervalSet:
        """Return the ports on which a member of a tier may reach the internet."""
        tiers, found = self.of(source.resource), NONE
        for rule in self._intent.allowed:
            if rule.target == INTERNET and rule.source in tiers:
                found = either(found, rule.ports or NONE)
        return found


class Sources:
    """Which seats of a graph a target's groups may let in; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._groups = graph.derive(SecurityGroups)
        self.endpoints: dict[Seat, list[Endpoint]] = {}
        for endpoint in graph.derive(Endpoints).all:
            if endpoint.resource.type != NAT:
                for seat in endpoint.seats:
                    self.endpoints.setdefault(seat, []).append(endpoint)

    @cached_property
    def _by_group(self) -> Mapping[str, list[Seat]]:
        found: dict[str, list[Seat]] = {}
        for seat in self.endpoints:
            for key in seat.groups.maybe:
                found.setdefault(key, []).append(seat)
        return found

    @cached_property
    def _by_subnet(self) -> Mapping[Subnet, list[Seat]]:
        found: dict[Subnet, list[Seat]] = {}
        for seat in self.endpoints:
            found.setdefault(seat.subnet, []).append(seat)
        return found

    @cached_property
    def _open(self) -> list[Seat]:
        """The seats with groups that nobody knows, which any rule may name."""
        return [seat for seat in self.endpoints if seat.groups.open]

    def let_in(self, target: Seat) -> Iterator[Seat]:
        """Yield the seats that a target's groups may let in, by a group of theirs or by their addresses."""
        gate = self._groups.gate(target.groups, "ingress")
        if any(permit.any_group for permit in gate.permits):
            yield from self.endpoints
            return
        seen: set[Seat] = set()
        for seat in self._candidates(gate):
            if seat not in seen:
                seen.add(seat)
                yield seat

    def _candidates(self, gate: Gate) -> Iterator[Seat]:
        yield from self._open
        for permit in gate.permits:
            for key in permit.groups | permit.maybe_groups:
                yield from self._by_group.get(key, ())
        for subnet, seats in self._by_subnet.items():
            frames = (*subnet.v4, *subnet.v6)
            if any(cell.passed.may for part in frames for cell in gate.by_address.within(*part)):
                yield from seats

    def named(self, permit: Permit) -> Iterator[Seat]:
        """Yield the seats that a permit names by their groups, or by addresses of their own and not of everyone."""
        seen: dict[Seat, None] = {}
        for key in sorted(permit.groups | permit.maybe_groups):
            seen.update(dict.fromkeys(self._by_group.get(key, ())))
        where = either(permit.where.sure, permit.where.maybe)
        if where and not both(where, _PUBLIC):
            for subnet, seats in self._by_subnet.items():
                frames = either(subnet.v4, subnet.v6)
                seen.update(dict.fromkeys(one for one in seats if both(where, one.own or frames)))
        yield from seen

    def strangers(self, target: Seat) -> Iterator[str]:
        """Yield the groups that a target's groups let in and that are not in the stack."""
        gate = self._groups.gate(target.groups, "ingress")
        for permit in gate.permits:
            for key in sorted(permit.groups | permit.maybe_groups):
                if not self._groups.knows(key):
                    yield key
