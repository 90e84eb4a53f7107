"""Policies of resources: whom they let in only as far as a condition holds, they give no more than it needs.

A role that is named may be given the whole of a resource. A service of AWS, or whoever meets a condition, is
meant to do one thing: with every action of the service it also deletes the resource, and rewrites the policy.
https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.access.policies import POLICIES
from guardrails.checks import read_document
from guardrails.documents import Document, Statement
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import BUCKETS, aws
from guardrails.values import UNKNOWN

_TYPES: Final = (
    *POLICIES,
    *BUCKETS,
    aws("s3/bucketPolicy"),
    aws("s3/accessPoint"),
    aws("s3control/accessPointPolicy"),
)
# `*`, `*:*`, or every action of one service.
_EVERY_ACTION: Final = re.compile(r"\*+|[a-z0-9*-]+:\*+")
_WHOLE_ACCOUNT: Final = re.compile(r"\d{12}|arn:[a-z-]+:iam::\d{12}:root")


def _actions(resource: Resource) -> Iterator[Problem]:
    """Judge a policy that can be read; of one that cannot, the rules on what is public tell."""
    path = POLICIES.get(resource.type, "policy")
    document = read_document(resource.inputs, path)
    for statement in document.allows if isinstance(document, Document) else ():
        if gives_every_action(statement) and (who := _whom(statement)):
            yield Problem(f"{statement} of its {path} gives {who} every action")


def gives_every_action(statement: Statement) -> bool:
    """Tell whether a statement allows all actions of a service, or all but some."""
    if statement.actions.all_but:
        return True
    return any(_EVERY_ACTION.fullmatch(one) for one in statement.actions.known)


def _whom(statement: Statement) -> str:
    """Return for a message who is let in for a purpose; empty for identities that are named."""
    principals = statement.principals
    if principals is None or principals.all_but:
        return ""
    services = [one for one in principals.services if one is not UNKNOWN]
    if services:
        return services[0]
    if not statement.constraints:
        return ""
    if principals.anyone:
        return "everyone whom its condition lets in"
    whole = any(_WHOLE_ACCOUNT.fullmatch(one) for one in principals.accounts if one is not UNKNOWN)
    return "everybody of an account whom its condition lets in" if whole else ""


RULES: Final = (
    ResourceRule(
        id="aws-resource-policy-actions-named",
        applies_to=tuple(dict.fromkeys(_TYPES)),
        statement="A policy that lets AWS services in, or whoever meets a condition, names the actions.",
        risk="Who is let in to do one thing deletes the resource, or changes who else is let in.",
        remediation="Name in Action what is done",
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        controls=("Checkov CKV_AWS_72",),
        check=_actions,
    ),
)
