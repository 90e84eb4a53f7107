"""S3 access points: a second way to a bucket is no more open than the first."""

from collections.abc import Iterator
from typing import Final

from guardrails.access.policies import POLICIES
from guardrails.checks import judge_public, read_document, switch, unknown
from guardrails.documents import Document
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import BUCKETS, aws
from guardrails.values import UNKNOWN, at, plain

_POINT: Final = aws("s3/accessPoint")
_POINT_POLICY: Final = aws("s3control/accessPointPolicy")
_BUCKET_POLICY: Final = aws("s3/bucketPolicy")
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


def _decides(graph: Graph, point: Resource) -> Iterator[Problem]:
    """Judge the access points of a bucket that leaves it to them who is let in."""
    if plain(at(point.inputs, "policy")) not in (None, "", "{}") or not _is_left_to(graph, point):
        return
    found = graph.referrers(point, (_POINT_POLICY,), "accessPointArn", (_POINT,))
    if not found.sure:
        yield (
            unknown("which policy it has")
            if found.maybe
            else Problem("its bucket lets everyone in who comes by an access point, and it has no policy")
        )


def _is_left_to(graph: Graph, point: Resource) -> bool:
    """Tell whether the bucket's policy names nobody but access points.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
    """
    buckets = graph.refers(point, "bucket", *BUCKETS).resources
    policies = [
        one
        for bucket in buckets
        for one in (bucket, *graph.referrers(bucket, (_BUCKET_POLICY,), "bucket", BUCKETS).sure)
    ]
    documents = [read_document(one.inputs, "policy") for one in policies]
    return any(
        statement.principals is not None
        and statement.principals.anyone is True
        and any(one.key.startswith("s3:dataaccesspoint") for one in statement.constraints)
        for document in documents
        if isinstance(document, Document)
        for statement in document.allows
    )


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
    GraphRule(
        id="s3-access-point-decides",
        applies_to=(_POINT,),
        statement="An access point to which its bucket leaves who is let in has a policy.",
        risk="Nothing narrows by whom, from where and to which objects the access point is used.",
        remediation="Pass policy to s3.AccessPoint, or add s3control.AccessPointPolicy",
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html",
        check=_decides,
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
