"""Redshift: clusters are encrypted at rest and refuse connections without TLS."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_true, must_have_key, truth, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items

_CLUSTERS: Final = (aws("redshift/cluster"),)


def _requires_ssl(group: Resource) -> Iterator[Problem]:
    for parameter in items(group.inputs, "parameters"):
        if parameter is UNKNOWN or at(parameter, "name") is UNKNOWN:
            yield unknown("parameters")
            return
        if at(parameter, "name") == "require_ssl":
            value = truth(at(parameter, "value"), default=False)
            if value is UNKNOWN:
                yield unknown("require_ssl")
            elif not value:
                yield Problem("require_ssl is not true")
            return
    yield Problem("require_ssl is not set, which is false")


RULES: Final = (
    ResourceRule(
        id="redshift-cluster-encrypted",
        applies_to=_CLUSTERS,
        statement="Redshift clusters are encrypted at rest.",
        risk="Whoever gets hold of the storage or a snapshot reads the data.",
        remediation="Pass encrypted='true' and kms_key_id to redshift.Cluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("Redshift.10"),
        controls=("FSBP Redshift.10", "Checkov CKV_AWS_64", "AWSGuard redshift-cluster-configuration"),
        guards_data=True,
        check=must_be_true("encrypted", default=True),
    ),
    ResourceRule(
        id="redshift-customer-key",
        applies_to=(*_CLUSTERS, aws("redshiftserverless/namespace")),
        statement="Redshift data is encrypted with a customer managed KMS key.",
        risk="Access to the data cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass kms_key_id=<key ARN>",
        severity="medium",
        topics=("encryption",),
        url=security_hub("Redshift.10"),
        controls=("FSBP Redshift.10", "Checkov CKV_AWS_142"),
        guards_data=True,
        check=must_have_key("kmsKeyId"),
    ),
    ResourceRule(
        id="redshift-parameter-group-tls",
        applies_to=(aws("redshift/parameterGroup"),),
        statement="Redshift clusters refuse connections without TLS.",
        risk="Passwords and data cross the network in plain text.",
        remediation="Pass the parameter require_ssl='true' to redshift.ParameterGroup",
        severity="high",
        topics=("encryption",),
        url=security_hub("Redshift.2"),
        controls=("FSBP Redshift.2", "Checkov CKV_AWS_105"),
        guards_data=True,
        check=_requires_ssl,
    ),
)
