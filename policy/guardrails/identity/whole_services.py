"""Policies of AWS that give a whole service: nobody named the resources, so they are all of the account's."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.checks import show
from guardrails.graph import Graph, Resource
from guardrails.identity.holders import ATTACHMENTS, attached, holders_of
from guardrails.rule import GraphRule, Problem
from guardrails.values import plain

# AWS names them so: AmazonS3FullAccess, AmazonECS_FullAccess, AdministratorAccess-Amplify.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
_MANAGED: Final = ":aws:policy/"
_ADMINISTRATORS: Final = ("IAMFullAccess",)  # iam-managed-policy-no-admin tells of it
_WHOLE: Final = re.compile(r"Full_?Access(_?[vV]\d+)?$|^AdministratorAccess-")


def _attachment(graph: Graph, attachment: Resource) -> Iterator[Problem]:
    arns, _ = attached(graph, attachment)
    for arn in arns:
        _, managed, path = arn.rpartition(_MANAGED)
        name = path.rpartition("/")[2]
        whole = managed and name not in _ADMINISTRATORS and _WHOLE.search(name)
        if whole and not _is_bounded(graph, attachment):
            yield Problem(f"it attaches {show(arn)}")


def _is_bounded(graph: Graph, attachment: Resource) -> bool:
    """Tell whether everyone it is attached to has a boundary, which says what of the service is left."""
    boundaries = [plain(one.asked("permissionsBoundary")) for one in holders_of(graph, attachment)]
    return bool(boundaries) and all(one not in (None, "") for one in boundaries)


RULES: Final = (
    GraphRule(
        id="iam-managed-policy-no-whole-service",
        applies_to=tuple(ATTACHMENTS),
        statement="No policy of AWS that gives a whole service is attached without a boundary.",
        risk="One application's credentials read, change and delete what all others keep in the service.",
        remediation="Attach an iam.Policy that names actions and resources, or pass permissions_boundary for the role",
        severity="medium",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        controls=("cdk-nag AwsSolutions-IAM4",),
        check=_attachment,
    ),
)
