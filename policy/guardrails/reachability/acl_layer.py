"""Network ACLs held against an intent by themselves: their entries let through what is declared, and the answers.

An ACL is judged by what all that lies in its subnets needs together: packets that tiers send and take, answers to
the port that a client asked from, and what NAT gateways pass on for the subnets that route to them. It knows
blocks alone, so that what may come from, or go to, anywhere outside may be open to any address.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses, ports
from guardrails.reachability.acl_needs import Needs
from guardrails.reachability.acls import Acl, Direction
from guardrails.reachability.filters import Passed, sweep
from guardrails.reachability.intent import Intent
from guardrails.reachability.intervals import NONE, Interval, either, union, without
from guardrails.reachability.matrix import FILE, Problems
from guardrails.reachability.tiers import Tiers
from guardrails.reachability.vpcs import Subnet
from guardrails.rule import Problem

_WAYS: Final[tuple[Direction, ...]] = ("ingress", "egress")
_PLACES: Final = either(addresses.V4, addresses.V6)


@dataclass
class _Guarded:
    """A network ACL, the subnets that it guards, and one of those who lie in them."""

    acl: Acl
    owner: Resource
    subnets: list[Subnet] = field(default_factory=list)
    isolated: bool = False


def beyond_acls(graph: Graph, intent: Intent) -> Problems:
    """Return, by URN of the network ACL or of what lies behind it, what it lets through undeclared.

    Judged are the ACLs of isolated tiers, and those of the NAT gateways that pass their packets on. Where a
    preview does not tell which of several ACLs a subnet has, as for those of a remote component, it is judged once
    that is known.
    """
    needs = Needs(graph, Tiers(graph, intent), intent)
    found: dict[str, list[Problem]] = {}
    for one in _guarded(needs, intent):
        for way in _WAYS if one.isolated else ():
            problem = _excess(needs, one, way)
            if problem is not None:
                found.setdefault((one.acl.resource or one.owner).urn, []).append(problem)
    return {urn: tuple(told) for urn, told in found.items()}


def _guarded(needs: Needs, intent: Intent) -> list[_Guarded]:
    """Return the network ACLs of the tiers' subnets, and of those that route their packets on."""
    found: dict[str, _Guarded] = {}

    def add(subnet: Subnet, owner: Resource, *, isolated: bool) -> None:
        if len(subnet.acls) == 1:
            (acl,) = subnet.acls
            one = found.setdefault(acl.key, _Guarded(acl, owner))
            one.isolated = one.isolated or isolated
            if subnet not in one.subnets:
                one.subnets.append(subnet)

    isolated = {subnet for tier, subnet, _ in needs.places() if tier in intent.isolated}
    for _, subnet, owner in needs.places():
        add(subnet, owner, isolated=subnet in isolated)
    for gateway, clients in needs.gateways:
        for seat in gateway.seats:
            add(seat.subnet, gateway.resource, isolated=not isolated.isdisjoint(clients))
    return list(found.values())


def _excess(needs: Needs, guarded: _Guarded, way: Direction) -> Problem | None:
    """Return the first that an ACL lets through in a direction and need not, what is sure before what is not."""
    doubt: Problem | None = None
    for place, extra in _extra(needs, guarded, way):
        if extra.must:
            return _problem(guarded, way, place, extra)
        doubt = doubt or _problem(guarded, way, place, extra)
    return doubt


def _extra(needs: Needs, guarded: _Guarded, way: Direction) -> Iterator[tuple[Interval, Passed]]:
    """Yield what an ACL lets through and need not, by the addresses on the other side."""
    wanted = [need for subnet in guarded.subnets for need in needs.of(subnet, way)]
    own = either(guarded.subnets[0].v4, guarded.subnets[0].v6) if len(guarded.subnets) == 1 else NONE
    frame = without(_PLACES, own)  # what stays in a subnet, its ACL never sees
    cells = [cell for part in frame for cell in guarded.acl.passes(way).within(*part) if cell.passed.may]
    spans = [(need.where, index) for index, need in enumerate(wanted)]
    spans += [(((cell.first, cell.last),), len(wanted) + index) for index, cell in enumerate(cells)]
    for place, active in sweep(spans):
        needed = union(part for index in active if index < len(wanted) for part in wanted[index].what)
        for index in active:
            if index >= len(wanted):
                passed = cells[index - len(wanted)].passed
                extra = Passed(without(passed.may, needed), without(passed.must, needed))
                if extra.may:
                    yield place, extra


def _problem(guarded: _Guarded, way: Direction, place: Interval, extra: Passed) -> Problem:
    shown = extra.must or extra.may
    entry = guarded.acl.deciding(way, place[0], ports.one_of(shown)[0])
    which = f"{way} entry {entry.label.removeprefix(way).strip()}" if entry is not None else "it"
    if guarded.acl.resource is None:
        which = f"the default network ACL of {guarded.subnets[0].name}"
    side = "from" if way == "ingress" else "to"
    what = (
        f"{which} lets {ports.show(shown)} pass {side} {addresses.show(place)}, which {FILE} does not allow"
    )
    return Problem(what, undecided=not extra.must)
