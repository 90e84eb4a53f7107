"""EC2: instances have a role."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem
from guardrails.tokens import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, aws
from guardrails.values import at, plain

_GROUP: Final = aws("autoscaling/group")
_PROFILE: Final = "iamInstanceProfile"
_SPECIFICATION: Final = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification"
# What a machine or a group starts from, and how it names that.
_STARTS: Final = (
    ("launchTemplate.id", LAUNCH_TEMPLATE),
    ("launchTemplate.name", LAUNCH_TEMPLATE),
    (f"{_SPECIFICATION}.launchTemplateId", LAUNCH_TEMPLATE),
    (f"{_SPECIFICATION}.launchTemplateName", LAUNCH_TEMPLATE),
    ("launchConfiguration", LAUNCH_CONFIGURATION),
)


def _has_role(graph: Graph, machine: Resource) -> Iterator[Problem]:
    """Judge a machine, or what a group starts; a template of EKS or Batch gets its role from these."""
    if plain(at(machine.inputs, _PROFILE)) not in (None, ""):
        return
    sources = [graph.refers(machine, path, token) for path, token in _STARTS]
    templates = {one.urn: one for source in sources for one in source.resources}
    named = any(source.given for source in sources)
    if not named and machine.type != _GROUP:
        yield Problem(f"{_PROFILE} is not set")
    for template in templates.values():
        if plain(at(template.inputs, _PROFILE)) in (None, "", {}):
            yield Problem(f"{_PROFILE} of {template.name} is not set")


RULES: Final = (
    GraphRule(
        id="ec2-instance-role",
        applies_to=(INSTANCE, aws("ec2/spotInstanceRequest"), _GROUP),
        statement="EC2 instances have a role.",
        risk="Whatever calls AWS from the instance needs long-lived keys, and Systems Manager cannot reach it.",
        remediation="Pass iam_instance_profile to ec2.Instance or ec2.LaunchTemplate",
        severity="low",
        topics=("compute",),
        url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
        controls=("CIS-5.0 1.17", "Checkov CKV2_AWS_41"),
        check=_has_role,
    ),
)
