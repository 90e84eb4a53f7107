"""VPC: traffic is recorded, the default group is empty, and network ACLs keep out administration ports."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import number, unknown
from guardrails.cidr import Span, is_world, span, spans, within, without
from guardrails.graph import Graph, Resource
from guardrails.ingress import GROUPS, open_ports
from guardrails.ingress import RULES as GROUP_RULES
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import DEFAULT_SECURITY_GROUP, VPC, aws
from guardrails.values import UNKNOWN, at, items, plain

_VPCS: Final = (VPC,)
_ACLS: Final = (aws("ec2/networkAcl"),)
_ACL_RULES: Final = (aws("ec2/networkAclRule"),)
_EVERYONE: Final = (span("0.0.0.0/0"), span("::/0"))
_ADMINISTRATION: Final = (22, 3389)
_ENTRY: Final = ("ruleNo", "action", "protocol", "cidrBlock", "ipv6CidrBlock", "fromPort", "toPort")


def _flow_logs(graph: Graph, vpc: Resource) -> Iterator[Problem]:
    found = graph.referrers(vpc, (aws("ec2/flowLog"),), "vpcId", _VPCS)
    if not found.sure and found.maybe:
        yield unknown("which flow log records it")
    elif not found.sure:
        yield Problem("no flow log records its traffic")
    elif all(plain(one.asked("trafficType")) == "ACCEPT" for one in found.sure):
        yield Problem("its flow log leaves out rejected traffic (trafficType is 'ACCEPT')")


def _default_group(graph: Graph, vpc: Resource) -> Iterator[Problem]:
    found = graph.referrers(vpc, (DEFAULT_SECURITY_GROUP,), "vpcId", _VPCS)
    if not found.sure:
        yield (
            unknown("its default security group")
            if found.maybe
            else Problem(
                "its default security group is not managed, so whatever is in it may talk to each other"
            )
        )
    for group in found.sure:
        for path in ("ingress", "egress"):
            if items(group.inputs, path):
                yield Problem(f"its default security group {group.name} has {path} rules")


def _open_groups(graph: Graph, resource: Resource) -> Iterator[Problem]:
    yield from graph.derive(open_ports).get(resource.urn, ())


def _acl(graph: Graph, acl: Resource) -> Iterator[Problem]:
    """Judge the entries of a network ACL in order: the first one that matches an address decides."""
    separate = graph.referrers(acl, _ACL_RULES, "networkAclId", _ACLS)
    if separate.maybe:
        yield unknown("which rules it has")
    rules = [
        {**rule.inputs, "ruleNo": rule.asked("ruleNumber"), "action": rule.asked("ruleAction")}
        for rule in separate.sure
        if rule.asked("egress") is not True
    ]
    entries = [
        {key: plain(at(entry, key)) for key in _ENTRY} for entry in (*items(acl.inputs, "ingress"), *rules)
    ]
    if any(UNKNOWN in entry.values() for entry in entries):
        yield unknown("ingress")
    else:
        for port in _ADMINISTRATION:
            yield from _reaches(entries, port)


def _reaches(entries: list[dict[str, Any]], port: int) -> Iterator[Problem]:
    """Tell whether the world reaches a TCP port, by the entries that speak of it."""
    left: list[Span] = list(_EVERYONE)
    allowed: list[Span] = []
    for entry in sorted(entries, key=lambda entry: number(entry["ruleNo"]) or 0):
        if not _speaks_of(entry, port):
            continue
        for frame in spans((entry["cidrBlock"], entry["ipv6CidrBlock"])):
            if str(entry["action"]).lower() == "allow":
                allowed += within(left, frame)
            left = without(left, frame)
    if is_world(allowed):
        yield Problem(f"ingress lets the world reach TCP port {port}")


def _speaks_of(entry: dict[str, Any], port: int) -> bool:
    protocol = str(entry["protocol"]).lower()
    if protocol in ("-1", "all"):
        return True
    first, last = number(entry["fromPort"]) or 0, number(entry["toPort"]) or 0
    return protocol in ("tcp", "6") and first <= port <= last


RULES: Final = (
    GraphRule(
        id="ec2-security-group-not-open",
        applies_to=(*GROUPS, *GROUP_RULES),
        statement="Security groups let the world in on ports 80 and 443 only, and to data stores not at all.",
        risk="Anyone on the internet may talk to the port.",
        remediation="Name the security group of the tier before it, or the blocks that really need it",
        severity="critical",
        topics=("network",),
        url=security_hub("EC2.18"),
        controls=(
            "FSBP EC2.18",
            "FSBP EC2.19",
            "Security Hub EC2.13",
            "Security Hub EC2.14",
            "CIS-5.0 5.3",
            "CIS-5.0 5.4",
            "Checkov CKV_AWS_24",
            "Checkov CKV_AWS_25",
            "Checkov CKV_AWS_260",
            "Checkov CKV_AWS_277",
            "cdk-nag AwsSolutions-EC23",
            "Security Hub EC2.53",
            "Security Hub EC2.54",
            "FSBP Redshift.15",
            "CIS-5.0 5.1.2",
            "cdk-nag EC2RestrictedSSH",
            "cdk-nag EC2RestrictedCommonPorts",
            "cdk-nag AwsSolutions-RDS8",
            "CP ec2-securitygroup-disallow-public-internet-ingress",
        ),
        guards_data=True,
        check=_open_groups,
    ),
    GraphRule(
        id="ec2-vpc-default-group-closed",
        applies_to=_VPCS,
        statement="The default security group of each VPC has no rules.",
        risk="Whatever is made without a security group may talk to everything else that was.",
        remediation="Add ec2.DefaultSecurityGroup with vpc_id, ingress=[] and egress=[]",
        severity="medium",
        topics=("network",),
        url=security_hub("EC2.2"),
        controls=(
            "FSBP EC2.2",
            "CIS-5.0 5.5",
            "Checkov CKV2_AWS_12",
            "cdk-nag VPCDefaultSecurityGroupClosed",
        ),
        check=_default_group,
    ),
    GraphRule(
        id="ec2-vpc-flow-logs",
        applies_to=_VPCS,
        statement="The traffic of each VPC is recorded, the rejected one at least.",
        risk="After an attack nobody can tell who talked to whom.",
        remediation="Add ec2.FlowLog with vpc_id and traffic_type='ALL'",
        severity="medium",
        topics=("network",),
        url=security_hub("EC2.6"),
        controls=("FSBP EC2.6", "CIS-5.0 3.7", "Checkov CKV2_AWS_11", "cdk-nag AwsSolutions-VPC7"),
        check=_flow_logs,
    ),
    GraphRule(
        id="ec2-network-acl-administration-ports",
        applies_to=_ACLS,
        statement="No network ACL lets the world reach SSH or RDP.",
        risk="One wrong security group, and the port of an administrator is open to the internet.",
        remediation="Allow 0.0.0.0/0 only on ports without 22 and 3389, or deny these with a lower rule_no",
        severity="medium",
        topics=("network",),
        url=security_hub("EC2.21"),
        controls=(
            "FSBP EC2.21",
            "CIS-5.0 5.2",
            "Checkov CKV_AWS_229",
            "Checkov CKV_AWS_232",
            "Checkov CKV_AWS_231",
            "Checkov CKV_AWS_352",
        ),
        check=_acl,
    ),
)
