"""VPC endpoints: they carry nobody's data to nobody's account.

Without a policy an endpoint lets any credentials through to any account's resources: somebody who is inside of the
VPC brings credentials of another account, and copies the data into that account.
https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from guardrails.checks import read_document, show, unknown
from guardrails.documents import Document
from guardrails.documents.access import lets_in
from guardrails.documents.callers import FOREIGN_RESOURCE, OUTSIDERS
from guardrails.documents.logic import any_of
from guardrails.documents.patterns import is_wild
from guardrails.documents.reading import Statement
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_ENDPOINT: Final = aws("ec2/vpcEndpoint")
_POLICY: Final = aws("ec2/vpcEndpointPolicy")
# Endpoints that data, or the hand of somebody else, goes through; their services support endpoint policies:
# https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
_CARRIERS: Final = (
    "autoscaling",
    "dynamodb",
    "events",
    "execute-api",
    "kinesis-firehose",
    "kinesis-streams",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
    "states",
)
_CALLERS: Final = tuple(
    replace(one, brings={**one.brings, **FOREIGN_RESOURCE}) for one in OUTSIDERS if not one.service
)
_BUCKET: Final = "arn:aws:s3:::"
# Wildcards alone, after the type of the resource where the service has types (S3 has none).
_ANY_NAME: Final = re.compile(r"[*?/]*\*")
_ANY_TYPED_NAME: Final = re.compile(r"(?:[a-z-]+[/:])?[*?/]*\*")


def _carries(graph: Graph, endpoint: Resource) -> Iterator[Problem]:
    policies = graph.referrers(endpoint, (_POLICY,), "vpcEndpointId", (_ENDPOINT,))
    read = [
        (one, read_document(one.inputs, "policy"))
        for one in (*policies.sure, endpoint)
        if plain(at(one.inputs, "policy")) not in (None, "")
    ]
    for _, document in read:
        yield from [document] if isinstance(document, Problem) else _judge(document)
    if not read and policies.maybe:
        yield unknown("which policy it has")
    elif not read and _is_carrier(endpoint):
        service = show(plain(at(endpoint.inputs, "serviceName")))
        yield Problem(f"its endpoint for {service} has no policy, so it lets everyone through to everything")


def _is_carrier(endpoint: Resource) -> bool:
    name = plain(at(endpoint.inputs, "serviceName"))
    return isinstance(name, str) and name.rpartition(".")[2] in _CARRIERS


def _judge(document: Document) -> Iterator[Problem]:
    for statement in document.allows:
        if not _on_anything(statement):
            continue
        truth = any_of(lets_in(document, statement, caller) for caller in _CALLERS)
        if truth is None:
            yield unknown("policy")
        elif truth is True:
            yield Problem(
                f"{statement} of its policy lets other accounts' credentials reach other accounts' data"
            )


def _on_anything(statement: Statement) -> bool:
    words = statement.resources
    if words is None or words.all_but:
        return True
    writes = statement.actions.covers("s3:putobject") is not False
    return any(
        one is UNKNOWN or _is_anyones(one) or (writes and _is_any_bucket(one)) for one in words.patterns
    )


def _is_any_bucket(pattern: str) -> bool:
    """Tell whether a pattern names a bucket by a part of its name: anybody can have one that fits."""
    return pattern.startswith(_BUCKET) and is_wild(pattern.removeprefix(_BUCKET).partition("/")[0])


def _is_anyones(pattern: str) -> bool:
    """Tell whether a pattern names neither an account nor a resource."""
    parts = pattern.split(":", 5)
    if len(parts) < 6:
        return is_wild(pattern)
    any_name = _ANY_NAME if parts[2] == "s3" else _ANY_TYPED_NAME
    return (parts[4] == "" or is_wild(parts[4])) and any_name.fullmatch(parts[5]) is not None


RULES: Final = (
    GraphRule(
        id="ec2-vpc-endpoint-policy-bound",
        applies_to=(_ENDPOINT,),
        statement="VPC endpoints let only the own accounts through, or only to the own accounts.",
        risk="Whoever is inside of the VPC copies data into an account of their own.",
        remediation=(
            "Pass policy to ec2.VpcEndpoint, with StringEquals aws:PrincipalAccount or aws:ResourceAccount"
        ),
        severity="medium",
        topics=("access", "network"),
        url="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
        controls=("CIS-7.0 6.8", "AWSGuard vpc-endpoint-security-policy"),
        check=_carries,
    ),
)
