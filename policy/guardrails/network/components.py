"""Remote components: what they made can be judged only where it can be seen."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import ANY_TYPE, GraphRule, Problem

# Packages whose components are made by a provider of their own; any other package is remote if a provider
# resource of it stands in the graph.
_PACKAGES: Final = frozenset(
    {"awsx", "eks", "aws-apigateway", "aws-iam", "aws-s3-replicated-bucket", "aws-static-website"}
)
# Components that only look something up.
_WITHOUT_CHILDREN: Final = frozenset({"awsx:ec2:DefaultVpc"})


def _looked_into(graph: Graph, component: Resource) -> Iterator[Problem]:
    if component.custom or component.type in _WITHOUT_CHILDREN or graph.children(component.urn):
        return
    package = component.type.partition(":")[0]
    if package in _PACKAGES or graph.of_type(f"pulumi:providers:{package}"):
        yield Problem(f"what the remote component {component.type} made is not known", undecided=True)


RULES: Final = (
    GraphRule(
        id="pulumi-component-looked-into",
        applies_to=ANY_TYPE,
        statement="What remote components make can be seen.",
        risk="Whatever the component makes is judged by no rule.",
        remediation="Gate the output of `pulumi preview --json --show-sames`, where its resources stand",
        severity="medium",
        topics=("network",),
        url="https://www.pulumi.com/docs/iac/concepts/components/",
        check=_looked_into,
    ),
)
