"""DocumentDB: clusters are encrypted at rest, and refuse connections without TLS."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_true, show, unknown
from guardrails.parameters import parameter
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN

_RISK: Final = "Whoever gets hold of the storage, a snapshot or a backup reads the data."


def _speaks_tls(group: Resource) -> Iterator[Problem]:
    """Judge the parameter `tls`, which is on where it is absent.

    https://docs.aws.amazon.com/documentdb/latest/developerguide/security.encryption.ssl.html
    """
    value = parameter(group, "tls")
    if value is UNKNOWN:
        yield unknown("tls")
    elif value == "disabled":
        yield Problem(f"tls is {show(value)}")


RULES: Final = (
    ResourceRule(
        id="docdb-cluster-storage-encrypted",
        applies_to=(aws("docdb/cluster"),),
        statement="The storage of DocumentDB clusters is encrypted.",
        risk=_RISK,
        remediation="Pass storage_encrypted=True and kms_key_id to docdb.Cluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("DocumentDB.1"),
        controls=("FSBP DocumentDB.1", "Checkov CKV_AWS_74", "cdk-nag AwsSolutions-DOC1"),
        guards_data=True,
        check=must_be_true("storageEncrypted"),
    ),
    ResourceRule(
        id="docdb-parameter-group-tls",
        applies_to=(aws("docdb/clusterParameterGroup"),),
        statement="DocumentDB clusters refuse connections without TLS.",
        risk="Passwords and data cross the network in plain text.",
        remediation="Pass the parameter tls='enabled', or leave it out",
        severity="high",
        topics=("encryption",),
        url=security_hub("DocumentDB.6"),
        controls=("FSBP DocumentDB.6", "Checkov CKV_AWS_90"),
        guards_data=True,
        check=_speaks_tls,
    ),
)
