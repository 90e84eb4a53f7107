"""Kinesis and Firehose: records are encrypted at rest."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_one_of, switch
from guardrails.encryption.customer_keys import firehose_has_source
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws


def _delivery(stream: Resource) -> Iterator[Problem]:
    if not firehose_has_source(stream):
        yield from switch(stream.inputs, "serverSideEncryption.enabled", wanted=True, default=False)


RULES: Final = (
    ResourceRule(
        id="kinesis-stream-encrypted",
        applies_to=(aws("kinesis/stream"),),
        statement="Kinesis streams are encrypted.",
        risk="Whoever gets hold of the storage reads the records.",
        remediation="Pass encryption_type='KMS' and kms_key_id to kinesis.Stream",
        severity="medium",
        topics=("encryption",),
        url=security_hub("Kinesis.1"),
        controls=("FSBP Kinesis.1", "Checkov CKV_AWS_43", "cdk-nag AwsSolutions-KDS1"),
        guards_data=True,
        check=must_be_one_of("encryptionType", ("KMS",), default="NONE"),
    ),
    ResourceRule(
        id="firehose-delivery-stream-encrypted",
        applies_to=(aws("kinesis/firehoseDeliveryStream"),),
        statement="Firehose encrypts the records that it holds.",
        risk="Whoever gets hold of the storage reads the records.",
        remediation="Pass server_side_encryption with enabled=True to kinesis.FirehoseDeliveryStream",
        severity="medium",
        topics=("encryption",),
        url=security_hub("DataFirehose.1"),
        controls=("FSBP DataFirehose.1", "Checkov CKV_AWS_240", "cdk-nag AwsSolutions-KDF1"),
        guards_data=True,
        check=_delivery,
    ),
)
