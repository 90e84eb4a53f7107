"""VPC: nothing lies in the default VPC, whose subnets give everything a public address."""

from collections.abc import Iterator
from typing import Final

from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import DEFAULT_SUBNET, DEFAULT_VPC


def _used(_: Resource) -> Iterator[Problem]:
    yield Problem("it is the default VPC, or a subnet of it")


RULES: Final = (
    ResourceRule(
        id="ec2-default-vpc-not-used",
        applies_to=(DEFAULT_VPC, DEFAULT_SUBNET),
        statement="The default VPC is not used.",
        risk="Every subnet of it has a route to the internet, and gives what is launched a public address.",
        remediation="Make an ec2.Vpc, and put the resource into its subnets",
        severity="medium",
        topics=("network",),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
        controls=("Checkov CKV_AWS_148",),
        check=_used,
    ),
)
