"""IAM: what a role can be given has a limit, and the limit stays."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_given, read_document, unknown
from guardrails.documents import Document
from guardrails.documents.logic import any_of
from guardrails.documents.patterns import FRESH
from guardrails.documents.rights import Rights, Shape
from guardrails.graph import Graph, Resource
from guardrails.identity.holders import POLICY, is_boundary
from guardrails.identity.policies import is_admin
from guardrails.rule import GraphRule, Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import plain

_ROLES: Final = Shape("iam", f"role/{FRESH}", regional=False)
_USERS: Final = Shape("iam", f"user/{FRESH}", regional=False)
# What makes somebody without the limit, or takes it off:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
_TAKING_OFF: Final = (
    ("iam:AttachRolePolicy", _ROLES),
    ("iam:PutRolePolicy", _ROLES),
    ("iam:DeleteRolePermissionsBoundary", _ROLES),
    ("iam:PutRolePermissionsBoundary", _ROLES),
    ("iam:AttachUserPolicy", _USERS),
    ("iam:PutUserPolicy", _USERS),
    ("iam:CreateAccessKey", _USERS),
    ("iam:CreateLoginProfile", _USERS),
    ("iam:DeleteUserPermissionsBoundary", _USERS),
)
_REWRITING: Final = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")


def _stays(graph: Graph, policy: Resource) -> Iterator[Problem]:
    """Judge a boundary as if its holder had been given all that it lets through."""
    document = read_document(policy.inputs, "policy") if is_boundary(graph, policy) else None
    if not isinstance(document, Document):
        return
    if is_admin(document):
        yield Problem("as a boundary it lets through every action that it does not deny")
        return
    rights = Rights((document,))
    own = plain(policy.value("arn"))
    answers = [(action, rights.may(action.lower(), shape)) for action, shape in _TAKING_OFF]
    if isinstance(own, str) and own:
        answers += [(action, rights.may_on(action.lower(), own)) for action in _REWRITING]
    ways = [action for action, truth in answers if truth is True]
    if ways:
        yield Problem(f"as a boundary it lets through {', '.join(ways[:3])}, by which it is taken off")
    elif any_of(truth for _, truth in answers) is None:
        yield unknown("policy")


RULES: Final = (
    ResourceRule(
        id="iam-role-boundary",
        applies_to=(aws("iam/role"), aws("iam/user")),
        statement="Roles and users have a permissions boundary.",
        risk="One wrong policy makes an administrator of whoever has the role.",
        remediation="Pass permissions_boundary=<ARN of an iam.Policy>",
        severity="medium",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        check=must_be_given("permissionsBoundary", "so nothing limits what policies give"),
    ),
    GraphRule(
        id="iam-boundary-keeps-limit",
        applies_to=(POLICY,),
        statement="A permissions boundary lists what it lets through, and nothing by which it is taken off.",
        risk="A wrong policy beside it gives its holder any rights at all, as if there were no boundary.",
        remediation=(
            "Name in Action what roles may be given at most, without iam:*, or tie that by StringEquals "
            "iam:PermissionsBoundary"
        ),
        severity="high",
        topics=("identity",),
        url=(
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"
            "#access_policies_boundaries-delegate"
        ),
        check=_stays,
    ),
)
