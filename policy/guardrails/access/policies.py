"""Resource policies of keys, secrets, queues and topics: they allow nothing to everyone."""

from typing import Final

from guardrails.checks import must_not_be_public
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

_REMEDIATION: Final = "Name the principals in the policy, or tie '*' to an account by a condition"

RULES: Final = (
    ResourceRule(
        id="kms-key-policy-not-public",
        applies_to=(aws("kms/key"), aws("kms/keyPolicy"), aws("kms/replicaKey")),
        statement="Key policies allow nothing to everyone.",
        risk="Anyone with an AWS account may decrypt what the key protects.",
        remediation=_REMEDIATION,
        severity="critical",
        topics=("access",),
        url=security_hub("KMS.5"),
        controls=("FSBP KMS.5", "Checkov CKV_AWS_33", "Checkov CKV2_AWS_64"),
        check=must_not_be_public("policy"),
    ),
    ResourceRule(
        id="secretsmanager-secret-policy-not-public",
        applies_to=(aws("secretsmanager/secret"), aws("secretsmanager/secretPolicy")),
        statement="Policies of secrets allow nothing to everyone.",
        risk="Anyone with an AWS account may read the secret.",
        remediation=_REMEDIATION,
        severity="critical",
        topics=("access",),
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
        check=must_not_be_public("policy"),
    ),
    ResourceRule(
        id="sqs-queue-policy-not-public",
        applies_to=(aws("sqs/queue"), aws("sqs/queuePolicy")),
        statement="Queue policies allow nothing to everyone.",
        risk="Anyone with an AWS account may send or read messages.",
        remediation=_REMEDIATION,
        severity="critical",
        topics=("access",),
        url=security_hub("SQS.3"),
        controls=("FSBP SQS.3", "Checkov CKV_AWS_168"),
        check=must_not_be_public("policy"),
    ),
    ResourceRule(
        id="sns-topic-policy-not-public",
        applies_to=(aws("sns/topic"), aws("sns/topicPolicy")),
        statement="Topic policies allow nothing to everyone.",
        risk="Anyone with an AWS account may publish or subscribe.",
        remediation=_REMEDIATION,
        severity="critical",
        topics=("access",),
        url=security_hub("SNS.4"),
        controls=("FSBP SNS.4", "Checkov CKV_AWS_169"),
        check=must_not_be_public("policy"),
    ),
)
