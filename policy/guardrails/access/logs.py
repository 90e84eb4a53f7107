"""CloudWatch Logs: who may write into which log groups is named.

A resource policy of CloudWatch Logs holds for the whole account and Region; what it says of '*' it says of every
log group.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html
"""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import read_document
from guardrails.documents import Document, Statement
from guardrails.documents.patterns import FRESH, matches
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN

_PATH: Final = "policyDocument"
_WRITING: Final = ("logs:putlogevents", "logs:createlogstream")
_ANY_GROUP: Final = f"log-group:{FRESH}:log-stream:{FRESH}"


def _groups(policy: Resource) -> Iterator[Problem]:
    document = read_document(policy.inputs, _PATH)
    for statement in document.allows if isinstance(document, Document) else ():
        if _writes(statement) and _is_about_any_group(statement):
            yield Problem(f"{statement} of its {_PATH} is about every log group")


def _writes(statement: Statement) -> bool:
    return any(statement.actions.covers(action) is True for action in _WRITING)


def _is_about_any_group(statement: Statement) -> bool:
    words = statement.resources
    if words is None or words.all_but:
        return True
    return any(_matches_any_group(one) for one in words.patterns if one is not UNKNOWN)


def _matches_any_group(pattern: str) -> bool:
    """Tell whether a pattern matches a log group that nobody named, in whatever Region and account it says."""
    parts = pattern.split(":", 5)
    if len(parts) < 6:
        # `arn:aws:logs:*` is one, too: a wildcard goes past the colons.
        return matches(f"arn:aws:logs:{FRESH}:{FRESH}:{_ANY_GROUP}", pattern)
    return matches("logs", parts[2]) and matches(_ANY_GROUP, parts[5])


RULES: Final = (
    ResourceRule(
        id="cloudwatch-log-policy-groups-named",
        applies_to=(aws("cloudwatch/logResourcePolicy"),),
        statement="Resource policies of CloudWatch Logs name the log groups.",
        risk="The service writes into logs that others read and trust.",
        remediation="Name in Resource the ARNs of the log groups, each with ':*' at its end",
        severity="medium",
        topics=("access", "logging"),
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html",
        check=_groups,
    ),
)
