"""Glue: the catalog, its passwords and what jobs write have a key of ours; databases are spoken to over TLS."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import customer_key, must_be_given, truth, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_CATALOG: Final = aws("glue/dataCatalogEncryptionSettings")
_CONFIGURATION: Final = aws("glue/securityConfiguration")
_SETTINGS: Final = "dataCatalogEncryptionSettings"
_KEYS: Final = {
    _CATALOG: (
        f"{_SETTINGS}.encryptionAtRest.sseAwsKmsKeyId",
        f"{_SETTINGS}.connectionPasswordEncryption.awsKmsKeyId",
    ),
    _CONFIGURATION: (
        "encryptionConfiguration.s3Encryption.kmsKeyArn",
        "encryptionConfiguration.cloudwatchEncryption.kmsKeyArn",
        "encryptionConfiguration.jobBookmarksEncryption.kmsKeyArn",
    ),
}


def _keys(resource: Resource) -> Iterator[Problem]:
    """Judge the keys; whether there is encryption at all, another rule judges."""
    for path in _KEYS[resource.type]:
        yield from customer_key(resource.inputs, path)


def _connection(connection: Resource) -> Iterator[Problem]:
    """Judge connections to databases and Kafka; those to anything else are made by HTTPS."""
    kind = plain(at(connection.inputs, "connectionType"))
    properties = plain(at(connection.inputs, "connectionProperties"))
    if UNKNOWN in (kind, properties):
        yield unknown("connectionProperties")
    elif kind in (None, "JDBC"):
        yield from _speaks_tls(properties, "JDBC_ENFORCE_SSL", default=False)
    elif kind == "KAFKA":
        yield from _speaks_tls(properties, "KAFKA_SSL_ENABLED", default=True)


def _speaks_tls(properties: object, name: str, *, default: bool) -> Iterator[Problem]:
    state = truth(at(properties, name), default)
    if state is UNKNOWN:
        yield unknown(f"connectionProperties.{name}")
    elif not state:
        absent = at(properties, name) is None
        yield Problem(f"connectionProperties.{name} is not true" + (" (it is not set)" if absent else ""))


RULES: Final = (
    ResourceRule(
        id="glue-customer-key",
        applies_to=tuple(_KEYS),
        statement="What Glue keeps and writes is encrypted with a customer managed KMS key.",
        risk="Whoever may read the catalog or the logs reads passwords of databases and data.",
        remediation="Pass the ARN of a kms.Key there, with the mode SSE-KMS (of bookmarks CSE-KMS)",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/glue/latest/dg/encryption-at-rest.html",
        guards_data=True,
        check=_keys,
    ),
    ResourceRule(
        id="glue-job-security-configuration",
        applies_to=(aws("glue/job"), aws("glue/crawler"), aws("glue/devEndpoint")),
        statement="Glue jobs and crawlers have a security configuration.",
        risk="What they write to S3 and to the logs is encrypted with keys of AWS, and bookmarks are not at all.",
        remediation="Pass security_configuration, the name of a glue.SecurityConfiguration",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html",
        controls=("Checkov CKV_AWS_195",),
        guards_data=True,
        check=must_be_given("securityConfiguration"),
    ),
    ResourceRule(
        id="glue-connection-tls",
        applies_to=(aws("glue/connection"),),
        statement="Glue speaks TLS with databases and Kafka.",
        risk="Passwords and data cross the network in plain text.",
        remediation="Pass JDBC_ENFORCE_SSL='true' (Kafka: KAFKA_SSL_ENABLED) in connection_properties",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/glue/latest/dg/encryption-in-transit.html",
        guards_data=True,
        check=_connection,
    ),
)
