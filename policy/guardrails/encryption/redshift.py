"""Redshift: data is encrypted at rest, and connections without TLS are refused."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import by_type, must_be_true, must_have_key, truth, unknown
from guardrails.parameters import parameter
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN

_CLUSTERS: Final = (aws("redshift/cluster"),)
_PARAMETERS: Final = aws("redshift/parameterGroup")
_WORKGROUP: Final = aws("redshiftserverless/workgroup")


def _cluster_requires_ssl(group: Resource) -> Iterator[Problem]:
    yield from _requires_ssl(parameter(group, "require_ssl"))


def _workgroup_requires_ssl(group: Resource) -> Iterator[Problem]:
    keys = ("parameterKey", "parameterValue")
    yield from _requires_ssl(parameter(group, "require_ssl", "configParameters", keys))


def _requires_ssl(value: Any) -> Iterator[Problem]:
    state = truth(value, default=False)
    if state is UNKNOWN:
        yield unknown("require_ssl")
    elif not state:
        yield Problem("require_ssl is not " + ("set, which is false" if value is None else "true"))


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
        controls=(
            "FSBP Redshift.10",
            "Checkov CKV_AWS_64",
            "AWSGuard redshift-cluster-configuration",
            "cdk-nag AwsSolutions-RS6",
        ),
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
        check=must_have_key("kmsKeyId", where="encrypted", default=True),
    ),
    ResourceRule(
        id="redshift-parameter-group-tls",
        applies_to=(_PARAMETERS, _WORKGROUP),
        statement="Redshift clusters and workgroups refuse connections without TLS.",
        risk="Passwords and data cross the network in plain text.",
        remediation=(
            "Pass the parameter require_ssl='true' to redshift.ParameterGroup, or in config_parameters of "
            "redshiftserverless.Workgroup"
        ),
        severity="high",
        topics=("encryption",),
        url=security_hub("Redshift.2"),
        controls=(
            "FSBP Redshift.2",
            "FSBP RedshiftServerless.2",
            "Checkov CKV_AWS_105",
            "cdk-nag AwsSolutions-RS1",
        ),
        guards_data=True,
        check=by_type({_PARAMETERS: _cluster_requires_ssl, _WORKGROUP: _workgroup_requires_ssl}),
    ),
)
