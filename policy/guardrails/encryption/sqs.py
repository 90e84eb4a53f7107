"""SQS: messages are encrypted at rest."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import switch
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import at, plain


def _queue(queue: Resource) -> Iterator[Problem]:
    """Judge a queue: SQS encrypts with keys of its own unless it is told not to."""
    if plain(at(queue.inputs, "kmsMasterKeyId")) in (None, ""):
        yield from switch(queue.inputs, "sqsManagedSseEnabled", wanted=True, default=True)


RULES: Final = (
    ResourceRule(
        id="sqs-queue-encrypted",
        applies_to=(aws("sqs/queue"),),
        statement="SQS queues are encrypted.",
        risk="Whoever gets hold of the storage reads the messages.",
        remediation="Pass kms_master_key_id=<key ARN> or sqs_managed_sse_enabled=True to sqs.Queue",
        severity="medium",
        topics=("encryption",),
        url=security_hub("SQS.1"),
        controls=("FSBP SQS.1", "Checkov CKV_AWS_27", "cdk-nag AwsSolutions-SQS2"),
        guards_data=True,
        check=_queue,
    ),
)
