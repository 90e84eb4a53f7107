"""Reachability: who reaches data stores and tiers, proven from routes, network ACLs and security groups."""

from collections.abc import Callable, Iterator
from typing import Final

from guardrails.data_stores import DATA_STORES
from guardrails.graph import Graph, Resource
from guardrails.reachability import ports
from guardrails.reachability.demands import by_nat, missing
from guardrails.reachability.exposures import Exposures
from guardrails.reachability.intent import Intent
from guardrails.reachability.kinds import KINDS
from guardrails.reachability.matrix import FILE, Problems, declared, uninvited
from guardrails.reachability.paths import paths_of
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
)
