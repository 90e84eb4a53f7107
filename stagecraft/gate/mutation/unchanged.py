"""Mutants of a network that change nothing: what they open is open already, as the proof of the pack reads it."""

from typing import Final

from guardrails.checks import truth
from guardrails.graph import Graph
from guardrails.reachability.acls import Direction, read_acl
from guardrails.reachability.addresses import ANYWHERE
from guardrails.reachability.filters import Filter, overlay
from guardrails.reachability.groups import GROUPS, Membership, SecurityGroups
from guardrails.reachability.origins import DISTRIBUTION
from guardrails.resource import Resource
from guardrails.tokens import LOAD_BALANCERS, SUBNET, aws
from guardrails.values import at, items

from stagecraft.gate.mutation.mutants import Mutant

_ACL: Final = "ec2/networkAcl"
_RULES: Final = ("vpc/securityGroupIngressRule", "vpc/securityGroupEgressRule")
_ASSOCIATION: Final = "wafv2/webAclAssociation"
_WEB_ACL: Final = aws("wafv2/webAcl")
_VPC_ORIGINS: Final = (aws("cloudfront/vpcOrigin"),)
_TEMPLATE: Final = ("ec2/launchTemplate", "networkInterfaces.associatePublicIpAddress")


def unchanged(mutant: Mutant, graph: Graph) -> str | None:
    """Return why a mutant of a network lets nobody more through, or None where it does."""
    if mutant.short == _ASSOCIATION and mutant.resource is None and _judged_before(mutant.original, graph):
        return (
            "equivalent: CloudFront is the only way to the load balancer, and its web ACL has the same rules"
        )
    if mutant.resource is None or mutant.resource.urn != mutant.original.urn:
        return None
    if mutant.short == _ACL and _same_acl(mutant, graph):
        return "equivalent: another entry of the network ACL lets the same through"
    if mutant.short in _RULES and _same_group(mutant, graph):
        return "equivalent: another rule of the security group lets the same through"
    if (mutant.short, mutant.input) == _TEMPLATE and mutant.done in ("drop", "null") and _none_give(graph):
        return "equivalent: the subnets decide then, and none of them gives a public address"
    return None


def _same_acl(mutant: Mutant, graph: Graph) -> bool:
    """Tell whether the same packets pass the ACL: where one entry is within another one, nothing changes."""
    before = read_acl(graph, mutant.original.urn)
    after = read_acl(mutant.graph(graph), mutant.original.urn)
    return all(_same(before.passes(way), after.passes(way)) for way in ("ingress", "egress"))


def _same_group(mutant: Mutant, graph: Graph) -> bool:
    """Tell whether the rules of the group let nobody more through, the changed one among them."""
    group = graph.refers(mutant.original, "securityGroupId", *GROUPS).one
    if group is None:
        return False
    mine = Membership(frozenset({group.urn}), frozenset({group.urn}))
    way: Direction = "ingress" if "Ingress" in mutant.short else "egress"
    before = graph.derive(SecurityGroups).gate(mine, way)
    after = mutant.graph(graph).derive(SecurityGroups).gate(mine, way)
    named = {(key, one.what) for one in before.permits for key in one.groups}
    return _same(before.by_address, after.by_address) and all(
        (key, one.what) in named for one in after.permits for key in (*one.groups, *one.maybe_groups)
    )


def _none_give(graph: Graph) -> bool:
    """Tell whether each subnet is known to give no public address by itself."""
    subnets = graph.of_type(SUBNET)
    return bool(subnets) and all(
        truth(one.asked("mapPublicIpOnLaunch"), default=False) is False for one in subnets
    )


def _judged_before(association: Resource, graph: Graph) -> bool:
    """Tell whether each request passed the same rules before: those of every distribution of the stack."""
    balancer = graph.refers(association, "resourceArn", *LOAD_BALANCERS).one
    mine = graph.refers(association, "webAclArn", _WEB_ACL).one
    if balancer is None or mine is None or truth(balancer.asked("internal")) is not True:
        return False
    if not graph.referrers(balancer, _VPC_ORIGINS, "vpcOriginEndpointConfig.arn", LOAD_BALANCERS).sure:
        return False
    distributions = graph.of_type(DISTRIBUTION)
    before = [graph.refers(one, "webAclId", _WEB_ACL).one for one in distributions]
    return bool(before) and all(one is not None and _rules(mine) <= _rules(one) for one in before)


def _rules(web_acl: Resource) -> frozenset[str]:
    """Return what the rules of a web ACL ask and do, without their order."""
    parts = ("statement", "action", "overrideAction")
    return frozenset(repr([at(rule, part) for part in parts]) for rule in items(web_acl.inputs, "rules"))


def _same(one: Filter, other: Filter) -> bool:
    return all(passed == then for _, (passed, then) in overlay((one, other), ANYWHERE))
