"""Athena: results are encrypted with a key of ours, whatever a client asks for."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import by_type, customer_key, show, switch, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_WORKGROUP: Final = aws("athena/workgroup")
_DATABASE: Final = aws("athena/database")
_RESULT: Final = "configuration.resultConfiguration.encryptionConfiguration"
_MANAGED: Final = "configuration.managedQueryResultsConfiguration"
_KMS: Final = ("SSE_KMS", "CSE_KMS")


def _workgroup(group: Resource) -> Iterator[Problem]:
    """Judge where results go: to a bucket, or to storage that Athena keeps itself."""
    yield from switch(group.inputs, "configuration.enforceWorkgroupConfiguration", wanted=True, default=True)
    if plain(at(group.inputs, f"{_MANAGED}.enabled")) is True:
        yield from customer_key(group.inputs, f"{_MANAGED}.encryptionConfiguration.kmsKey")
    else:
        yield from _option(group, _RESULT, "kmsKeyArn")


def _database(database: Resource) -> Iterator[Problem]:
    yield from _option(database, "encryptionConfiguration", "kmsKey")


def _option(resource: Resource, place: str, key: str) -> Iterator[Problem]:
    option = plain(at(resource.inputs, f"{place}.encryptionOption"))
    if option is UNKNOWN:
        yield unknown(f"{place}.encryptionOption")
    elif option not in _KMS:
        yield Problem(f"{place}.encryptionOption is {show(option)}")
    else:
        yield from customer_key(resource.inputs, f"{place}.{key}")


RULES: Final = (
    ResourceRule(
        id="athena-results-encrypted",
        applies_to=(_WORKGROUP, _DATABASE),
        statement="Results of Athena are encrypted with a customer managed KMS key.",
        risk="Whoever may read the bucket of the results reads what was asked for.",
        remediation=(
            "Pass encryption_option='SSE_KMS' with the ARN of a kms.Key, and of a workgroup "
            "enforce_workgroup_configuration=True"
        ),
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html",
        controls=(
            "Security Hub Athena.1",
            "Checkov CKV_AWS_77",
            "Checkov CKV_AWS_82",
            "Checkov CKV_AWS_159",
            "cdk-nag AwsSolutions-ATH1",
        ),
        guards_data=True,
        check=by_type({_WORKGROUP: _workgroup, _DATABASE: _database}),
    ),
)
