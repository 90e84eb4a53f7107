"""S3: objects are encrypted with a key of the customer, and nobody reaches them without TLS."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import customer_key, read_document, show, unknown
from guardrails.documents import Document, refuses_plain_http_to_bucket
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.s3_buckets import bucket_name, parts_of, takes_access_logs
from guardrails.tokens import BUCKETS, aws
from guardrails.values import UNKNOWN, at, items, plain

_KMS: Final = ("aws:kms", "aws:kms:dsse")


def _customer_key(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    """Judge the default encryption of a bucket, written apart or inside the bucket.

    A bucket that load balancers or S3 deliver access logs to can only use the keys of S3:
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    if takes_access_logs(graph, bucket):
        return
    found = parts_of(graph, bucket, "ServerSideEncryptionConfiguration")
    rules = [rule for part in found.sure for rule in items(part.inputs, "rules")]
    for inline in ("serverSideEncryptionConfiguration.rule", "serverSideEncryptionConfigurations.rules"):
        rules = rules or items(bucket.inputs, inline)
    if rules:
        yield from _judge_rule(rules[0])
    elif found.maybe:
        yield unknown("which encryption configuration it has")
    else:
        yield Problem("it has no server-side encryption configuration, so a key of S3 is used")


def _judge_rule(rule: Any) -> Iterator[Problem]:
    algorithm = plain(at(rule, "applyServerSideEncryptionByDefault.sseAlgorithm"))
    if algorithm is UNKNOWN:
        yield unknown("sseAlgorithm")
    elif algorithm not in _KMS:
        yield Problem(f"sseAlgorithm is {show(algorithm)}, so a key of S3 is used")
    else:
        yield from customer_key(rule, "applyServerSideEncryptionByDefault.kmsMasterKeyId", "kmsMasterKeyId")


def _tls_only(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    found = graph.referrers(bucket, (aws("s3/bucketPolicy"),), "bucket", BUCKETS)
    read = [read_document(one.inputs, "policy") for one in (*found.sure, bucket)]
    documents = [one for one in read if isinstance(one, Document)]
    name = bucket_name(bucket)
    refused = [refuses_plain_http_to_bucket(document, name) for document in documents]
    if True in refused:
        return
    problems = [one for one in read if isinstance(one, Problem)]
    if problems:
        yield problems[0]
    elif None in refused:
        yield unknown("policy")
    elif found.maybe:
        yield unknown("which bucket policy it has")
    elif any(document.statements for document in documents):
        yield Problem(
            "its policy does not deny everyone all of S3 without TLS, for the bucket and its objects"
        )
    else:
        yield Problem("it has no bucket policy, so S3 answers requests without TLS")


RULES: Final = (
    GraphRule(
        id="s3-bucket-customer-key",
        applies_to=BUCKETS,
        statement="Objects in S3 are encrypted with a customer managed KMS key.",
        risk="Whoever may read the bucket reads the data: no key policy stands in between.",
        remediation=(
            "Add s3.BucketServerSideEncryptionConfiguration with sse_algorithm='aws:kms' and "
            "kms_master_key_id=<key ARN>"
        ),
        severity="medium",
        topics=("encryption",),
        url=security_hub("S3.17"),
        controls=(
            "Security Hub S3.17",
            "Checkov CKV_AWS_145",
            "cdk-nag S3DefaultEncryptionKMS",
            "AWS Config s3-default-encryption-kms",
            "Checkov CKV_AWS_19",
            "CP s3-bucket-enable-server-side-encryption",
        ),
        guards_data=True,
        check=_customer_key,
    ),
    GraphRule(
        id="s3-bucket-tls-only",
        applies_to=BUCKETS,
        statement="S3 buckets refuse requests without TLS.",
        risk="Objects and credentials cross the internet in plain text.",
        remediation=(
            "Add s3.BucketPolicy that denies s3:* to Principal '*' on the bucket and bucket/* with "
            "Bool aws:SecureTransport 'false', made of bucket.bucket, which a preview knows"
        ),
        severity="high",
        topics=("encryption",),
        url=security_hub("S3.5"),
        controls=("FSBP S3.5", "CIS-5.0 2.1.1", "Checkov CKV_AWS_379", "cdk-nag AwsSolutions-S10"),
        check=_tls_only,
    ),
)
