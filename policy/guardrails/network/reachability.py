"""Reachability: who reaches data stores and tiers, proven from routes, network ACLs and security groups."""

from collections.abc import Callable, Iterator
from typing import Final

from guardrails.data_stores import DATA_STORES
from guardrails.graph import Graph, Resource
from guardrails.placement import Placement, Road
from guardrails.reachability import ports
from guardrails.reachability.acl_layer import beyond_acls
from guardrails.reachability.acls import ACLS
from guardrails.reachability.demands import by_nat, missing
from guardrails.reachability.endpoints import Endpoint, Seat
from guardrails.reachability.exposures import Exposures
from guardrails.reachability.group_layer import beyond_groups
from guardrails.reachability.groups import GROUPS
from guardrails.reachability.groups import RULES as GROUP_RULES
from guardrails.reachability.intent import Intent
from guardrails.reachability.kinds import KINDS
from guardrails.reachability.matrix import FILE, Problems, declared, uninvited
from guardrails.reachability.paths import paths_of
from guardrails.reachability.tiers import Tiers
from guardrails.rule import GraphRule, Problem, security_hub

_STORES: Final = tuple(dict.fromkeys((*DATA_STORES, *(kind.token for kind in KINDS.values() if kind.stores))))
_ENDPOINTS: Final = tuple(KINDS)
Judge = Callable[[Graph, Intent], Problems]


def _from_internet(graph: Graph, store: Resource) -> Iterator[Problem]:
    exposure = graph.derive(Exposures).of(store)
    if exposure is None:
        return
    may, must = exposure.ports
    path = paths_of(graph, exposure)[0]
    if must:
        yield Problem(f"the internet reaches it on {ports.show(must)}: {path}")
    else:
        yield Problem(f"the internet may reach it on {ports.show(may)}: {path}", undecided=True)


def _by(judge: Judge) -> Callable[[Graph, Resource], Iterator[Problem]]:
    """Return the check of what a project declares: the same for all, each resource with its own problems."""

    def judged(graph: Graph) -> Problems:
        intent = declared(graph)
        if isinstance(intent, Intent):
            return judge(graph, intent)
        first = next((one for token in _ENDPOINTS for one in graph.of_type(token)), None)
        return {first.urn: (Problem(str(intent)),)} if intent is not None and first is not None else {}

    def check(graph: Graph, resource: Resource) -> Iterator[Problem]:
        yield from graph.derive(judged).get(resource.urn, ())

    return check


def _outside_isolation(graph: Graph, intent: Intent) -> Problems:
    """Return, by URN, which members of isolated tiers lie in a subnet with a road to an internet gateway."""
    tiers = Tiers(graph, intent)
    members = (one for tier in sorted(intent.isolated) for one in tiers.members[tier])
    found = {one.resource.urn: tuple(_not_isolated(graph, one)) for one in members}
    return {urn: told for urn, told in found.items() if told}


def _not_isolated(graph: Graph, member: Endpoint) -> Iterator[Problem]:
    """Judge the subnets of a member: all where it lies in each of them, else whether it may lie in a private one.

    The outputs of a remote component are wired to all of its subnets, so that a preview does not know more.
    """
    roads = {seat.subnet.name: _road(graph, seat) for seat in member.seats}
    if not member.placed and any(road.kind == "private" for road in roads.values()):
        return
    for name, road in roads.items():
        if road.kind == "public":
            yield Problem(f"subnet {name}, in which it lies, has a route to an internet gateway: {road.why}")
        elif road.kind == "undecided":
            yield Problem(f"subnet {name}, in which it lies: {road.why}", undecided=True)


def _road(graph: Graph, seat: Seat) -> Road:
    subnet = graph.get(seat.subnet.key)
    outside = Road("undecided", "it is not in this stack")
    return outside if subnet is None else Placement.of(graph).road(subnet)


_URL: Final = "https://docs.aws.amazon.com/vpc/latest/reachability/how-reachability-analyzer-works.html"

RULES: Final = (
    GraphRule(
        id="vpc-data-store-not-reachable",
        applies_to=_STORES,
        statement="No data store is reachable from the internet, on any port and by any way.",
        risk="One stolen password, or one flaw of the engine, and the data is anyone's.",
        remediation=(
            "Break the way at one of its hops: no public address, subnets without a route to an internet "
            "gateway, and a security group that names the tier before it"
        ),
        severity="critical",
        topics=("network",),
        url=security_hub("RDS.46"),
        controls=("FSBP RDS.46", "FSBP RDS.2", "FSBP EC2.18"),
        guards_data=True,
        check=_from_internet,
    ),
    GraphRule(
        id="vpc-tier-reached-as-intended",
        applies_to=_ENDPOINTS,
        statement="Each tier is reached by the tiers before it, and by nobody else.",
        risk="Whoever breaks into one tier reaches what lies far behind it.",
        remediation=f"Close the way at one of its hops, or allow it in {FILE}",
        severity="high",
        topics=("network",),
        url=_URL,
        guards_data=True,
        check=_by(uninvited),
    ),
    GraphRule(
        id="vpc-tier-reaches-as-intended",
        applies_to=_ENDPOINTS,
        statement="Each tier reaches the tiers behind it that it needs.",
        risk="The deployment ends well, and the application does not work.",
        remediation=f"Open the hop that blocks the way, or take the demand out of {FILE}",
        severity="medium",
        topics=("network",),
        url=_URL,
        check=_by(missing),
    ),
    GraphRule(
        id="vpc-tier-service-endpoints",
        applies_to=_ENDPOINTS,
        statement="Tiers reach the AWS services that they need through VPC endpoints, without NAT.",
        risk="What should stay inside of AWS goes through a NAT gateway, which costs and can fail.",
        remediation="Put the endpoint into the route tables, or the subnets, of the tier",
        severity="medium",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
        check=_by(by_nat),
    ),
    GraphRule(
        id="vpc-tier-groups-as-intended",
        applies_to=(*_ENDPOINTS, *GROUPS, *GROUP_RULES),
        statement="Each security group of a tier, by itself, lets through what is declared for the tier, and no more.",
        risk="One more mistake, in a route, a network ACL or another group, and the way is open.",
        remediation=f"Name the one port and the group at the other end, or allow it in {FILE}",
        severity="high",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        controls=("FSBP EC2.18", "Checkov CKV_AWS_382"),
        guards_data=True,
        check=_by(beyond_groups),
    ),
    GraphRule(
        id="vpc-tier-acls-as-intended",
        applies_to=(*_ENDPOINTS, *ACLS),
        statement=(
            "Each network ACL before an isolated tier, by itself, lets through what is declared for its subnets, "
            "and the answers."
        ),
        risk="One wrong security group, and the way is open.",
        remediation=f"Name the blocks and ports that are needed in the entries, or allow it in {FILE}",
        severity="medium",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
        check=_by(beyond_acls),
    ),
    GraphRule(
        id="vpc-tier-isolated",
        applies_to=_ENDPOINTS,
        statement="Isolated tiers lie in subnets without a route to an internet gateway.",
        risk="One public address and one wrong security group, and the tier is on the internet.",
        remediation=f"Route its subnets to a NAT gateway or nowhere, or take the tier out of `isolated` in {FILE}",
        severity="high",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
        guards_data=True,
        check=_by(_outside_isolation),
    ),
)
