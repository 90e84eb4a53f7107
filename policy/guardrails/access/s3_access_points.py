"""S3 access points: a second way to a bucket is no more open than the first."""

from collections.abc import Iterator
from typing import Final

from guardrails.access.policies import POLICIES
from guardrails.checks import judge_public, switch, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_POINT: Final = aws("s3/accessPoint")
_POINT_POLICY: Final = aws("s3control/accessPointPolicy")
_MULTI_REGION: Final = aws("s3control/multiRegionAccessPoint")
_FLAGS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_OTHERS: Final = tuple(token for token in POLICIES if token.startswith("aws:s3control/"))


def _policy(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge a policy; what comes through an access point of a VPC comes from that VPC."""
    point = resource
    if resource.type == _POINT_POLICY:
        point = graph.refers(resource, "accessPointArn", _POINT).one or resource
    if point.type == _POINT and at(point.inputs, "vpcConfiguration.vpcId") is not None:
        return
    yield from judge_public(resource.inputs, POLICIES.get(resource.type, "policy"))


def _flags(resource: Resource) -> Iterator[Problem]:
    """Judge the four flags; S3 sets all of them where none is given."""
    block = (
        "details.publicAccessBlock" if resource.type == _MULTI_REGION else "publicAccessBlockConfiguration"
    )
    found = plain(at(resource.inputs, block))
    if found is UNKNOWN:
        yield unknown(block)
        return
    for flag in _FLAGS:
        yield from switch(resource.inputs, f"{block}.{flag}", wanted=True, default=True)


RULES: Final = (
    GraphRule(
        id="s3-access-point-policy-not-public",
        applies_to=(_POINT, _POINT_POLICY, *_OTHERS),
        statement="Policies of S3 access points allow nothing to everyone.",
        risk="Anyone on the internet may read or write the objects behind it.",
        remediation="Name the principals in the policy, or pass vpc_configuration to s3.AccessPoint",
        severity="critical",
        topics=("access",),
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html",
        controls=("FSBP S3.2", "FSBP S3.3"),
        guards_data=True,
        check=_policy,
    ),
    ResourceRule(
        id="s3-access-point-public-access-block",
        applies_to=(_POINT, _MULTI_REGION),
        statement="S3 access points block all four ways to make a bucket public.",
        risk="The way that is left open makes the objects public; it cannot be closed later.",
        remediation="Leave out the public access block of the access point, or set all four flags to True",
        severity="high",
        topics=("access", "network"),
        url=security_hub("S3.19"),
        controls=("FSBP S3.19", "FSBP S3.24", "Checkov CKV_AWS_392"),
        guards_data=True,
        check=_flags,
    ),
)
