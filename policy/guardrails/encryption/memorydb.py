"""MemoryDB: clusters are encrypted on the way."""

from typing import Final

from guardrails.checks import must_be_true
from guardrails.rule import ResourceRule
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="memorydb-cluster-tls",
        applies_to=(aws("memorydb/cluster"),),
        statement="MemoryDB clusters speak TLS.",
        risk="Whoever listens inside of the VPC reads sessions, passwords and data.",
        remediation="Pass tls_enabled=True to memorydb.Cluster",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/memorydb/latest/devguide/in-transit-encryption.html",
        controls=("Checkov CKV_AWS_202",),
        guards_data=True,
        check=must_be_true("tlsEnabled", default=True),
    ),
)
