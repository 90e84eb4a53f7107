"""How the distribution answers: which path goes to which origin, how it is cached, over which TLS."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudfront

# AWS's own policies, the same in every account.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHING_DISABLED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_VIEWER_EXCEPT_HOST_HEADER: Final = "b689b0a8-53d0-40ab-baf2-38738e2966ac"

SITE: Final = "site"
APP: Final = "app"
READ: Final = ["GET", "HEAD"]
READ_AND_WRITE: Final = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DistributionPlan:
    """What differs from one distribution to another."""

    domain_name: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    price_class: str
    web_acl_arn: pulumi.Input[str]
    site_domain_name: pulumi.Input[str]
    access_control_id: pulumi.Input[str]
    cache_policy_id: pulumi.Input[str]
    function_arn: pulumi.Input[str] | None
    """The function that sees each request for a file first."""
    app_domain_name: pulumi.Input[str]
    """The name by which CloudFront asks for the application, and which its certificate holds."""
    vpc_origin_id: pulumi.Input[str] | None
    """The private way to the application; without one, CloudFront asks for it through the internet."""
    headers_policy_id: pulumi.Input[str]


def distribution_args(plan: DistributionPlan) -> cloudfront.DistributionArgs:
    """Return a distribution that serves files from the site, and /api/* from the application."""
    return cloudfront.DistributionArgs(
        enabled=True,
        comment=plan.domain_name,
        aliases=[plan.domain_name, pulumi.Output.concat("www.", plan.domain_name)],
        default_root_object="index.html",
        http_version="http2and3",
        is_ipv6_enabled=True,
        price_class=plan.price_class,
        # AWS takes the ARN of a web ACL of WAFv2 in the place of a WAF Classic's id.
        web_acl_id=plan.web_acl_arn,
        # An `up` ends when every edge location answers with what it made: a test of the site, or a step back,
        # that follows it sees the new state. Besides the domain's records and the logs nothing waits for it.
        wait_for_deployment=True,
        origins=[_site_origin(plan), _app_origin(plan)],
        default_cache_behavior=_files_behavior(plan),
        ordered_cache_behaviors=[_api_behavior(plan)],
        custom_error_responses=[
            cloudfront.DistributionCustomErrorResponseArgs(
                error_code=404, response_code=404, response_page_path="/404.html", error_caching_min_ttl=10
            )
        ],
        restrictions=cloudfront.DistributionRestrictionsArgs(
            geo_restriction=cloudfront.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
        ),
        viewer_certificate=cloudfront.DistributionViewerCertificateArgs(
            acm_certificate_arn=plan.certificate_arn,
            minimum_protocol_version="TLSv1.2_2021",
            ssl_support_method="sni-only",
        ),
    )


def _site_origin(plan: DistributionPlan) -> cloudfront.DistributionOriginArgs:
    return cloudfront.DistributionOriginArgs(
        origin_id=SITE,
        domain_name=plan.site_domain_name,
        origin_access_control_id=plan.access_control_id,
    )


def _app_origin(plan: DistributionPlan) -> cloudfront.DistributionOriginArgs:
    if plan.vpc_origin_id is not None:
        # The way is the VPC origin's; the name is what TLS asks for and verifies.
        return cloudfront.DistributionOriginArgs(
            origin_id=APP,
            domain_name=plan.app_domain_name,
            vpc_origin_config=cloudfront.DistributionOriginVpcOriginConfigArgs(
                vpc_origin_id=plan.vpc_origin_id
            ),
        )
    return cloudfront.DistributionOriginArgs(
        origin_id=APP,
        domain_name=plan.app_domain_name,
        custom_origin_config=cloudfront.DistributionOriginCustomOriginConfigArgs(
            http_port=80,  # Required by the API; https-only never uses it.
            https_port=443,
            origin_protocol_policy="https-only",
            origin_ssl_protocols=["TLSv1.2"],
        ),
    )


def _files_behavior(plan: DistributionPlan) -> cloudfront.DistributionDefaultCacheBehaviorArgs:
    return cloudfront.DistributionDefaultCacheBehaviorArgs(
        target_origin_id=SITE,
        viewer_protocol_policy="redirect-to-https",
        allowed_methods=READ,
        cached_methods=READ,
        cache_policy_id=plan.cache_policy_id,
        response_headers_policy_id=plan.headers_policy_id,
        function_associations=(
            [
                cloudfront.DistributionDefaultCacheBehaviorFunctionAssociationArgs(
                    event_type="viewer-request", function_arn=plan.function_arn
                )
            ]
            if plan.function_arn is not None
            else None
        ),
        compress=True,
    )


def _api_behavior(plan: DistributionPlan) -> cloudfront.DistributionOrderedCacheBehaviorArgs:
    return cloudfront.DistributionOrderedCacheBehaviorArgs(
        path_pattern="/api/*",
        target_origin_id=APP,
        # No redirect: a client that sends its request in clear text is to notice it.
        viewer_protocol_policy="https-only",
        allowed_methods=READ_AND_WRITE,
        cached_methods=READ,
        cache_policy_id=CACHING_DISABLED,
        # Without the viewer's Host, CloudFront asks for the origin's own name, which its certificate holds.
        origin_request_policy_id=ALL_VIEWER_EXCEPT_HOST_HEADER,
        response_headers_policy_id=plan.headers_policy_id,
    )
