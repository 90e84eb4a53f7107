"""Two small stacks as a preview hands them to the reports."""

from collections.abc import Callable

import pytest
from guardrails.graph import Graph, Resource, SourceFrame

from stagecraft.report import StackView

SDK = SourceFrame("../.venv/lib/python3.11/site-packages/pulumi/resource.py", 900)


def graph_of(stack: str, *, zones: str) -> Graph:
    urn = f"urn:pulumi:{stack}::shop::"
    root = Resource(
        f"{urn}pulumi:pulumi:Stack::shop-{stack}", "pulumi:pulumi:Stack", f"shop-{stack}", custom=False
    )
    provider = Resource(f"{urn}pulumi:providers:aws::shop", "pulumi:providers:aws", "shop", parent=root.urn)
    tier = "stagecraft:network:Network"
    network = Resource(f"{urn}{tier}::shop", tier, "shop", parent=root.urn, custom=False)
    vpc_type, subnet_type = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
    vpc = Resource(
        f"{urn}{tier}${vpc_type}::shop-vpc",
        vpc_type,
        "shop-vpc",
        parent=network.urn,
        inputs={"cidrBlock": f"10.{len(zones)}.0.0/16"},
        source=(SDK, SourceFrame("components/network/network.py", 42), SourceFrame("__main__.py", 9)),
    )
    subnets = [
        Resource(f"{urn}{tier}${subnet_type}::data-{zone}", subnet_type, f"data-{zone}", parent=network.urn)
        for zone in zones
    ]
    topic_type = "aws:sns/topic:Topic"
    topic = Resource(f"{urn}{topic_type}::alarms", topic_type, "alarms", parent=root.urn)
    return Graph([root, provider, network, vpc, *subnets, topic])


def finding_of(graph: Graph, name: str, **more: object) -> dict[str, object]:
    resource = next(one for one in graph.resources if one.name == name)
    return {
        "file": f"out/{graph.stack}/state.json",
        "rule": "vpc-flow-logs-on",
        "urn": resource.urn,
        "type": resource.type,
        "severity": "high",
        "enforcement": "mandatory",
        "message": f"{name}: has no flow log.",
        "remediation": "Add an ec2.FlowLog",
    } | more


@pytest.fixture
def make_graph() -> Callable[..., Graph]:
    return graph_of


@pytest.fixture
def make_finding() -> Callable[..., dict[str, object]]:
    return finding_of


@pytest.fixture
def views() -> list[StackView]:
    """Dev with two zones, prod with three; both with findings of every standing."""
    found = []
    for stack, zones in (("dev", "ab"), ("prod", "abc")):
        graph = graph_of(stack, zones=zones)
        waiver = {"reason": "moves in May", "owner": "net-team", "expires": "2027-05-31"}
        findings = [
            finding_of(graph, "alarms", rule="sns-topic-encrypted", severity="medium", waiver=waiver),
            finding_of(graph, "data-a", rule="subnet-tagged", severity="low", enforcement="advisory"),
            finding_of(graph, "data-b", rule="subnet-tagged", severity="low", enforcement="advisory"),
            finding_of(graph, "shop-vpc"),
        ]
        notes = ["getAmi: 1 answer invented; AWS would know the real one"]
        found.append(StackView(stack, graph, findings, notes))
    return found
