"""EventBridge: a bus takes events from accounts that are named."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import unknown
from guardrails.documents import Document, DocumentError, openings, read
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain


def _permission(permission: Resource) -> Iterator[Problem]:
    """Judge a permission: the statement that EventBridge makes of its principal and its condition."""
    principal = plain(at(permission.inputs, "principal"))
    if principal is UNKNOWN:
        yield unknown("principal")
        return
    condition = plain(at(permission.inputs, "condition"))
    if condition is not None and condition is not UNKNOWN:
        operator, key, value = (plain(at(condition, name)) for name in ("type", "key", "value"))
        condition = UNKNOWN if UNKNOWN in (operator, key) else {str(operator): {str(key): value}}
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "events:PutEvents",
        "Condition": condition,
    }
    try:
        found = read({"Statement": statement})
    except DocumentError as error:
        yield Problem(f"its condition {error}")
        return
    for opening in openings(found if isinstance(found, Document) else Document()):
        yield (
            Problem("principal is '*', and no organization is named")
            if opening.sure
            else unknown("condition")
        )


RULES: Final = (
    ResourceRule(
        id="events-bus-permission-not-public",
        applies_to=(aws("cloudwatch/eventPermission"),),
        statement="Event buses take events only from accounts that are named.",
        risk="Anyone with an AWS account may send events that rules then act on.",
        remediation="Name an account as principal, or pass condition with aws:PrincipalOrgID",
        severity="high",
        topics=("access",),
        url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html",
        check=_permission,
    ),
)
