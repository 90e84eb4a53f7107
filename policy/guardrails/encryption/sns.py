"""SNS: messages are encrypted at rest."""

from collections.abc import Iterator
from typing import Final

from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import at, plain


def _topic(topic: Resource) -> Iterator[Problem]:
    if plain(at(topic.inputs, "kmsMasterKeyId")) in (None, ""):
        yield Problem("kmsMasterKeyId is not set, so messages are not encrypted")


RULES: Final = (
    ResourceRule(
        id="sns-topic-encrypted",
        applies_to=(aws("sns/topic"),),
        statement="SNS topics are encrypted.",
        risk="Whoever gets hold of the storage reads the messages.",
        remediation="Pass kms_master_key_id=<key ARN> to sns.Topic",
        severity="medium",
        topics=("encryption",),
        url=security_hub("SNS.1"),
        controls=("Security Hub SNS.1", "Checkov CKV_AWS_26", "cdk-nag SNSEncryptedKMS"),
        guards_data=True,
        check=_topic,
    ),
)
