"""Security groups and network ACLs: written once, said why, and open outwards only where needed."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import each, show, unknown
from guardrails.cidr import is_world, spans
from guardrails.data_stores import data_store_groups
from guardrails.graph import Graph, Resource
from guardrails.ingress import GROUPS
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_OLD_RULE: Final = aws("ec2/securityGroupRule")
_IN_RULE: Final = aws("vpc/securityGroupIngressRule")
_OUT_RULE: Final = aws("vpc/securityGroupEgressRule")
_RULES: Final = (_OLD_RULE, _IN_RULE, _OUT_RULE)
# What the provider writes where a program says nothing.
_NOTHING_SAID: Final = (None, "", "Managed by Pulumi", "Managed by Terraform")
_LISTED: Final = ("cidrBlocks", "ipv6CidrBlocks")
_SINGLE: Final = ("cidrIpv4", "cidrIpv6")
_ACLS: Final = (aws("ec2/networkAcl"),)


def _outwards(graph: Graph, group: Resource) -> Iterator[Problem]:
    """Judge the groups of data stores: these answer, and need to call nobody."""
    if group.urn not in graph.derive(data_store_groups):
        return
    for label, rule in each(group.inputs, "egress"):
        yield from _to_world(f"{label} lets", rule)
    for rule in _rules_of(graph, group, "egress"):
        yield from _to_world(f"rule {rule.name} lets", rule.inputs)


def _to_world(who: str, rule: Any) -> Iterator[Problem]:
    blocks = [
        block
        for path in (*_LISTED, *_SINGLE)
        for block in (UNKNOWN if rule is UNKNOWN else one for one in map(plain, items(rule, path)))
    ]
    if rule is UNKNOWN or UNKNOWN in blocks:
        yield Problem(f"where {who.removesuffix(' lets')} leads is not known yet", undecided=True)
    elif is_world(spans(blocks)):
        yield Problem(f"{who} it call {', '.join(map(str, blocks))}")


def _rules_of(graph: Graph, group: Resource, direction: str) -> list[Resource]:
    """Return the separate rules of a group in one direction."""
    new = _IN_RULE if direction == "ingress" else _OUT_RULE
    found = graph.referrers(group, (_OLD_RULE, new), "securityGroupId", GROUPS)
    return [
        one for one in (*found.sure, *found.maybe) if one.type == new or plain(one.asked("type")) == direction
    ]


def _one_way(graph: Graph, group: Resource) -> Iterator[Problem]:
    """Judge how the rules of a group are written: each apply of one way takes the other's rules away.

    https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/
    """
    for direction in ("ingress", "egress"):
        separate = _rules_of(graph, group, direction)
        if items(group.inputs, direction) and separate:
            yield Problem(f"its {direction} rules stand inside of it and in {separate[0].name}")
        elif len({one.type for one in separate}) > 1:
            yield Problem(f"its {direction} rules are of two types, which do not know of each other")


def _described(group: Resource) -> Iterator[Problem]:
    if group.type in _RULES:
        yield from _says_why("", group.inputs)
        return
    if group.type == GROUPS[0]:
        yield from _says_why("", group.inputs)
    for direction in ("ingress", "egress"):
        for label, rule in each(group.inputs, direction):
            if rule is UNKNOWN:
                yield unknown(label)
            else:
                yield from _says_why(f"{label}.", rule)


def _says_why(label: str, thing: Any) -> Iterator[Problem]:
    text = plain(at(thing, "description"))
    if text is not UNKNOWN and text in _NOTHING_SAID:
        yield Problem(f"{label}description is {show(text)}")


def _acl_used(graph: Graph, acl: Resource) -> Iterator[Problem]:
    if items(acl.inputs, "subnetIds"):
        return
    found = graph.referrers(acl, (aws("ec2/networkAclAssociation"),), "networkAclId", _ACLS)
    if not found.sure:
        yield unknown("which subnets it has") if found.maybe else Problem("no subnet has it")


RULES: Final = (
    GraphRule(
        id="ec2-security-group-data-egress",
        applies_to=GROUPS,
        statement="Data stores call nobody on the internet.",
        risk="Whoever gets into the data store sends the data out.",
        remediation="Leave egress out of the group of a data store, or name the groups that it calls",
        severity="low",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        controls=("Checkov CKV_AWS_382",),
        check=_outwards,
    ),
    GraphRule(
        id="ec2-security-group-rules-one-way",
        applies_to=GROUPS,
        statement="The rules of a security group are written in one way.",
        risk="Rules come and go with each `up`: a port is closed, or left open, by turns.",
        remediation="Use vpc.SecurityGroupIngressRule and vpc.SecurityGroupEgressRule alone",
        severity="medium",
        topics=("network",),
        url="https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
        controls=("AWSGuard security-group-no-rule-management-conflicts",),
        check=_one_way,
    ),
    ResourceRule(
        id="ec2-security-group-described",
        applies_to=(*GROUPS, *_RULES),
        statement="Security groups and their rules say what they are for.",
        risk="Nobody dares to close what nobody knows the reason of.",
        remediation="Pass description",
        severity="low",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        controls=(
            "Checkov CKV_AWS_23",
            "cdk-nag AwsSolutions-EC27",
            "CP ec2-securitygroup-missing-description",
        ),
        check=_described,
    ),
    GraphRule(
        id="ec2-network-acl-used",
        applies_to=_ACLS,
        statement="Every network ACL belongs to a subnet.",
        risk="An ACL that was meant to guard a subnet guards nothing.",
        remediation="Pass subnet_ids to ec2.NetworkAcl, or add ec2.NetworkAclAssociation",
        severity="low",
        topics=("network",),
        url=security_hub("EC2.16"),
        controls=("FSBP EC2.16", "Checkov CKV2_AWS_1"),
        check=_acl_used,
    ),
)
