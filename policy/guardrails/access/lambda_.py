"""Lambda: not everyone may call a function."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_one_of, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_TIES: Final = ("sourceArn", "sourceAccount", "principalOrgId")


def _tied(permission: Resource) -> Iterator[Problem]:
    principal = plain(at(permission.inputs, "principal"))
    if principal is UNKNOWN:
        yield unknown("principal")
    elif principal == "*" and all(plain(at(permission.inputs, tie)) in (None, "") for tie in _TIES):
        yield Problem("principal is '*', and no source is named")


RULES: Final = (
    ResourceRule(
        id="lambda-function-url-authenticated",
        applies_to=(aws("lambda/functionUrl"),),
        statement="Lambda function URLs ask who calls.",
        risk="Anyone on the internet may call the function.",
        remediation="Pass authorization_type='AWS_IAM' to lambda_.FunctionUrl",
        severity="high",
        topics=("access",),
        url="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
        controls=("Checkov CKV_AWS_258", "cdk-nag LambdaFunctionUrlAuth"),
        check=must_be_one_of("authorizationType", ("AWS_IAM",), default=None),
    ),
    ResourceRule(
        id="lambda-permission-not-public",
        applies_to=(aws("lambda/permission"),),
        statement="Lambda permissions allow nothing to everyone.",
        risk="Anyone with an AWS account may call the function.",
        remediation="Name the principal in lambda_.Permission, or pass source_arn or source_account",
        severity="critical",
        topics=("access",),
        url=security_hub("Lambda.1"),
        controls=("FSBP Lambda.1", "Checkov CKV_AWS_301", "cdk-nag LambdaFunctionPublicAccessProhibited"),
        check=_tied,
    ),
)
