"""Lambda: not everyone may call a function."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.access.policies import POLICIES
from guardrails.checks import judge_public, must_be_one_of, unknown
from guardrails.documents import openings, read
from guardrails.documents.access import lets_in
from guardrails.documents.callers import through
from guardrails.documents.logic import any_of
from guardrails.documents.reading import Document
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_PERMISSION: Final = aws("lambda/permission")
_LAYER: Final = aws("lambda/layerVersionPermission")
_POLICY: Final = aws("lambda/resourcePolicy")
# The condition that Lambda writes for each argument of a permission:
# https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
_CONDITIONS: Final = (
    ("sourceArn", "ArnLike", "aws:SourceArn"),
    ("sourceAccount", "StringEquals", "aws:SourceAccount"),
    ("principalOrgId", "StringEquals", "aws:PrincipalOrgID"),
    ("organizationId", "StringEquals", "aws:PrincipalOrgID"),
    ("eventSourceToken", "StringEquals", "lambda:EventSourceToken"),
)


def _statement(permission: Resource) -> Document:
    """Return the policy that Lambda makes of a permission."""
    principal = plain(at(permission.inputs, "principal"))
    service = isinstance(principal, str) and principal.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    condition: dict[str, dict[str, Any]] = {}
    for path, operator, key in _CONDITIONS:
        value = plain(at(permission.inputs, path))
        if value not in (None, ""):
            condition.setdefault(operator, {})[key] = value
    statement = {
        "Effect": "Allow",
        "Principal": {"Service" if service else "AWS": principal},
        "Action": "lambda:InvokeFunction",
        "Condition": condition,
    }
    found = read({"Statement": statement})
    return found if isinstance(found, Document) else Document()


def _not_public(permission: Resource) -> Iterator[Problem]:
    """Judge a permission; a source that is not known yet is one of a resource, and ties it."""
    if permission.type == _POLICY:
        yield from judge_public(permission.inputs, POLICIES[_POLICY])
        return
    principal = plain(at(permission.inputs, "principal"))
    if principal is UNKNOWN:
        yield unknown("principal")
    elif any(one.sure for one in openings(_statement(permission))):
        tied = any(plain(at(permission.inputs, path)) not in (None, "") for path, _, _ in _CONDITIONS)
        yield Problem("principal is '*', and " + ("its source is anyone's" if tied else "no source is named"))


def _source_bound(permission: Resource) -> Iterator[Problem]:
    principal = plain(at(permission.inputs, "principal"))
    if not isinstance(principal, str) or plain(at(permission.inputs, "eventSourceToken")) not in (None, ""):
        return  # a skill of Alexa is named by its token
    document = _statement(permission)
    if any(one.sure for one in openings(document)):
        return  # it is for anyone, and another rule says so
    caller = through(principal)
    if any_of(lets_in(document, one, caller) for one in document.allows) is True:
        yield Problem(f"it does not say for whom {principal} calls")


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
        applies_to=(_PERMISSION, _LAYER, _POLICY),
        statement="Lambda permissions allow nothing to everyone.",
        risk="Anyone with an AWS account may call the function, or read the code of the layer.",
        remediation="Name the principal in lambda_.Permission, or pass source_arn or source_account",
        severity="critical",
        topics=("access",),
        url=security_hub("Lambda.1"),
        controls=(
            "FSBP Lambda.1",
            "CIS-7.0 2.21",
            "Checkov CKV_AWS_301",
            "cdk-nag LambdaFunctionPublicAccessProhibited",
        ),
        check=_not_public,
    ),
    ResourceRule(
        id="lambda-permission-source-bound",
        applies_to=(_PERMISSION,),
        statement="A permission that lets an AWS service call a function says for whose resources.",
        risk="Anyone with an AWS account may make the service call the function.",
        remediation="Pass source_arn, or source_account, to lambda_.Permission",
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
        controls=("Checkov CKV_AWS_364", "CP lambda-permission-configure-source-arn"),
        check=_source_bound,
    ),
)
