"""AWS services as deputies: a policy that lets a service in says for whose resources it may act.

Without that, anybody can make the service act on the resource: a trail of another account writes into the bucket,
a topic of another account sends to the queue. The table names the services that tell for whom they act
(`aws:SourceArn`, `aws:SourceAccount`); of others nobody can ask it, EventBridge on a topic for one.
https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.access.policies import POLICIES
from guardrails.checks import read_document, unknown
from guardrails.documents import Document, Statement
from guardrails.documents.access import lets_in
from guardrails.documents.callers import through
from guardrails.documents.sources import tied_by_owner_alone
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN

_S3: Final = (
    "bcm-data-exports",
    "billingreports",
    "cloudfront",
    "cloudtrail",
    "config",
    "delivery.logs",
    "guardduty",
    "inspector2",
    "logging.s3",
    "s3",
    "ses",
)
_KMS: Final = (
    "budgets",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "config",
    "costalerts",
    "delivery.logs",
    "encryption.athena",
    "guardduty",
    "logs",
    "s3",
    "sns",
)
# `logs.eu-west-1.amazonaws.com` is the service of one Region.
_REGION: Final = re.compile(r"\.[a-z]{2}(?:-[a-z]+)+-\d(?=\.amazonaws\.com)")
_TELLING: Final = {
    aws(short): frozenset(f"{service}.amazonaws.com" for service in services)
    for shorts, services in (
        (("s3/bucketPolicy", "s3/bucket", "s3/bucketV2"), _S3),
        (("sns/topic", "sns/topicPolicy"), ("budgets", "cloudwatch", "costalerts", "s3", "ses")),
        (("sqs/queue", "sqs/queuePolicy"), ("events", "s3", "sns")),
        (("kms/key", "kms/keyPolicy"), _KMS),
        (("cloudwatch/logResourcePolicy",), ("delivery.logs", "es", "route53")),
        (("ecr/repositoryPolicy",), ("lambda",)),
    )
    for short in shorts
}
# With these alone a service looks whether it may deliver; it changes nothing and reads no data.
_LOOKS: Final = frozenset({"s3:getbucketacl", "s3:getbucketlocation", "s3:listbucket"})
# CloudFront does not look for itself: it hands the list of a bucket on to whoever asks for `/`.
_HANDS_ON: Final = "cloudfront.amazonaws.com"
# Where services that write logs put the account that they act for.
_OWN_FOLDER: Final = re.compile(r"/AWSLogs/\d{12}/")


def _bound(resource: Resource) -> Iterator[Problem]:
    path = POLICIES.get(resource.type, "policy")
    document = read_document(resource.inputs, path)
    if isinstance(document, Problem):
        yield document
        return
    for statement in document.allows:
        for service in _services(statement, resource.type):
            truth = lets_in(document, statement, through(service))
            if truth is None:
                yield unknown(path)
            elif truth is True:
                yield Problem(f"{statement} of its {path} does not say for whom {service} acts")


def _services(statement: Statement, token: str) -> Iterator[str]:
    if statement.principals is None or has_own_folder(statement):
        return
    for service in statement.principals.services:
        if service is UNKNOWN or (only_looks(statement) and service != _HANDS_ON):
            continue
        if _REGION.sub("", service) in _TELLING[token]:
            yield service


def _named(resource: Resource) -> Iterator[Problem]:
    """Judge statements that name nobody, and are tied to the account that a service acts for."""
    path = POLICIES.get(resource.type, "policy")
    document = read_document(resource.inputs, path)
    for statement in document.allows if isinstance(document, Document) else ():
        anyone = statement.principals is not None and statement.principals.anyone is True
        if anyone and tied_by_owner_alone(statement):
            yield Problem(f"{statement} of its {path} lets every AWS service in that acts for the account")


def only_looks(statement: Statement) -> bool:
    """Tell whether a service may only look where it is to deliver."""
    return not statement.actions.all_but and _LOOKS.issuperset(statement.actions.patterns)


def has_own_folder(statement: Statement) -> bool:
    """Tell whether a statement is only about the folder that services write into for one account."""
    words = statement.resources
    if words is None or words.all_but:
        return False
    return all(one is not UNKNOWN and _OWN_FOLDER.search(one) for one in words.patterns)


RULES: Final = (
    ResourceRule(
        id="aws-service-principal-source-bound",
        applies_to=(*_TELLING,),
        statement="A policy that lets an AWS service in says for whose resources it acts.",
        risk="Anyone with an AWS account may make the service write to the resource, or read it.",
        remediation=(
            "Tie the statement by a condition: StringEquals aws:SourceAccount, or ArnLike aws:SourceArn with "
            "your account in it"
        ),
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        controls=("Checkov CKV_AWS_364", "CP lambda-permission-configure-source-arn"),
        check=_bound,
    ),
    ResourceRule(
        id="aws-service-principal-named",
        applies_to=(*_TELLING,),
        statement="A policy that lets AWS services in for an account names the service.",
        risk="Every service that acts for somebody of the account can be made to write to the resource, or read it.",
        remediation="Name the service as Principal: {'Service': '<service>.amazonaws.com'}",
        severity="low",
        topics=("access",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        check=_named,
    ),
)
