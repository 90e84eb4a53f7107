"""CloudFront: it alone reads the buckets behind it."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import each, must_be_one_of, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain


def _access_control(distribution: Resource) -> Iterator[Problem]:
    """Judge S3 origins: those that are neither custom nor inside of a VPC."""
    for label, origin in each(distribution.inputs, "origins"):
        if origin is UNKNOWN:
            yield unknown(label)
        elif at(origin, "customOriginConfig") is None and at(origin, "vpcOriginConfig") is None:
            named = (at(origin, "originAccessControlId"), at(origin, "s3OriginConfig.originAccessIdentity"))
            if all(plain(name) in (None, "") for name in named):
                yield Problem(f"{label}.originAccessControlId is not set")


RULES: Final = (
    ResourceRule(
        id="cloudfront-distribution-origin-access-control",
        applies_to=(aws("cloudfront/distribution"),),
        statement="CloudFront signs its requests to S3, so that buckets answer to nobody else.",
        risk="The bucket has to be public, and viewers go around CloudFront and its web ACL.",
        remediation="Pass origin_access_control_id of a cloudfront.OriginAccessControl in the origin",
        severity="high",
        topics=("access",),
        url=security_hub("CloudFront.13"),
        controls=(
            "FSBP CloudFront.13",
            "Checkov CKV2_AWS_46",
            "cdk-nag AwsSolutions-CFR7",
            "cdk-nag AwsSolutions-S5",
        ),
        check=_access_control,
    ),
    ResourceRule(
        id="cloudfront-origin-access-control-signs",
        applies_to=(aws("cloudfront/originAccessControl"),),
        statement="CloudFront signs every request to an origin whose access it controls.",
        risk="The origin has to take requests that are not signed, from anyone.",
        remediation="Pass signing_behavior='always' to cloudfront.OriginAccessControl",
        severity="high",
        topics=("access",),
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
        controls=("FSBP CloudFront.13",),
        check=must_be_one_of("signingBehavior", ("always",), default=None),
    ),
)
