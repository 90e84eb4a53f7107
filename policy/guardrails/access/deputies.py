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
from guardrails.documents import Statement
from guardrails.documents.access import lets_in
from guardrails.documents.callers import through
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
    if statement.principals is None or _only_looks(statement) or _has_own_folder(statement):
        return
    for service in statement.principals.services:
        if service is not UNKNOWN and _REGION.sub("", service) in _TELLING[token]:
            yield service


def _only_looks(statement: Statement) -> bool:
    return not statement.actions.all_but and _LOOKS.issuperset(statement.actions.patterns)


def _has_own_folder(statement: Statement) -> bool:
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
)
