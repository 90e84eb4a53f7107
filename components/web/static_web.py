"""The shop's public face: static files and the application's API under one domain."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudfront, cloudwatch, route53

from components.storage import PrivateBucket, PrivateBucketArgs, Statement
from components.web.caching import create_cache_policy
from components.web.distribution import DistributionPlan, distribution_args
from components.web.functions import create_directory_index
from components.web.headers import security_headers
from components.web.vpc_origin import create_vpc_origin
from settings.security import Ingress
from settings.web import WebSettings

# The logs of a distribution, like all else about CloudFront, are configured in this region.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
CLOUDFRONT_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class StaticWebArgs:
    """What the static web tier is given: its settings, and wires from other tiers."""

    settings: WebSettings
    ingress: Ingress
    """Who reaches the load balancer, and so by which way CloudFront does."""
    account_id: pulumi.Input[str]
    zone_id: pulumi.Input[str]
    domain_name: pulumi.Input[str]
    cloudfront_certificate_arn: pulumi.Input[str]
    cloudfront_acl_arn: pulumi.Input[str]
    """The web ACL of scope CLOUDFRONT."""
    storage_key_arn: pulumi.Input[str]
    access_log_bucket_name: pulumi.Input[str]
    app_domain_name: pulumi.Input[str]
    load_balancer_arn: pulumi.Input[str]
    """The load balancer behind that name; internal where the ingress is a VPC origin."""


class StaticWeb(pulumi.ComponentResource):
    """A site whose files nobody reads but CloudFront, over TLS 1.2 at least.

        <domain>, www.<domain> (A, AAAA) --> distribution --> /api/*  application's load balancer
                                    web ACL -'   |        `-> the rest  site's bucket, by access control
                                                 `-> access logs (standard logging v2)

    The way to the load balancer is the ingress: with `vpc-origin` it is CloudFront's own network interfaces in
    the VPC, and the load balancer has no public address; with `cloudfront` or `internet` it is the internet.
    Behind the prefix list of `cloudfront` any account's distribution may ask for the application: a secret
    header would tell them apart, but would stand in the state for all who read it, so a VPC origin is the way
    out. It takes no WebSockets and no gRPC.

    A file that is missing is answered with the site's /404.html. CloudFront's error pages hold for a whole
    distribution, so a 404 of the API carries that page too; its other errors pass through untouched.
    """

    distribution_id: pulumi.Output[str]
    distribution_domain_name: pulumi.Output[str]
    bucket_name: pulumi.Output[str]

    def __init__(self, name: str, args: StaticWebArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:web:StaticWeb", name, args.settings.model_dump(mode="json"), opts)
        child = pulumi.ResourceOptions(parent=self)
        site = PrivateBucket(
            f"{name}-site",
            PrivateBucketArgs(
                noncurrent_version_days=args.settings.noncurrent_version_days,
                deletion_protection=args.settings.deletion_protection,
                kms_key_arn=args.storage_key_arn,
                access_log_bucket_name=args.access_log_bucket_name,
            ),
            child,
        )
        access_control = cloudfront.OriginAccessControl(
            f"{name}-site",
            description="CloudFront signs every request to the site's bucket",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=child,
        )
        headers = cloudfront.ResponseHeadersPolicy(
            f"{name}-security",
            comment="Security headers of the site and the API",
            security_headers_config=security_headers(args.settings.content_security_policy),
            opts=child,
        )
        cache_policy = create_cache_policy(name, args.settings.cache_seconds, self)
        vpc_origin = None
        if args.ingress == "vpc-origin":
            vpc_origin = create_vpc_origin(name, args.load_balancer_arn, self)
        directory_index = None
        if args.settings.functions == "directory-index":
            directory_index = create_directory_index(name, self)
        distribution = cloudfront.Distribution(
            f"{name}-distribution",
            distribution_args(
                DistributionPlan(
                    domain_name=args.domain_name,
                    certificate_arn=args.cloudfront_certificate_arn,
                    price_class=args.settings.price_class,
                    web_acl_arn=args.cloudfront_acl_arn,
                    site_domain_name=site.regional_domain_name,
                    access_control_id=access_control.id,
                    cache_policy_id=cache_policy.id,
                    function_arn=directory_index.arn if directory_index else None,
                    app_domain_name=args.app_domain_name,
                    vpc_origin_id=vpc_origin.id if vpc_origin else None,
                    headers_policy_id=headers.id,
                )
            ),
            opts=child,
        )
        site.attach_policy(_allow_distributions(site.arn, args.account_id))
        self._log_access(name, distribution, args.access_log_bucket_name)
        self._point_domain(name, distribution, args)
        self.distribution_id = distribution.id
        self.distribution_domain_name = distribution.domain_name
        self.bucket_name = site.name
        self.register_outputs(
            {
                "distribution_id": self.distribution_id,
                "distribution_domain_name": self.distribution_domain_name,
                "bucket_name": self.bucket_name,
            }
        )

    def _log_access(
        self, name: str, distribution: cloudfront.Distribution, bucket_name: pulumi.Input[str]
    ) -> None:
        """Deliver the distribution's access logs to the bucket of logs, which may be in any region."""
        child = pulumi.ResourceOptions(parent=self)
        source = cloudwatch.LogDeliverySource(
            f"{name}-distribution",
            log_type="ACCESS_LOGS",
            resource_arn=distribution.arn,
            region=CLOUDFRONT_REGION,
            opts=child,
        )
        destination = cloudwatch.LogDeliveryDestination(
            f"{name}-access-logs",
            output_format="json",
            delivery_destination_configuration=(
                cloudwatch.LogDeliveryDestinationDeliveryDestinationConfigurationArgs(
                    destination_resource_arn=pulumi.Output.concat("arn:aws:s3:::", bucket_name)
                )
            ),
            region=CLOUDFRONT_REGION,
            opts=child,
        )
        # Without a suffix path: AWS puts AWSLogs/<account>/CloudFront/ before one, and the provider takes
        # that for a change. https://github.com/hashicorp/terraform-provider-aws/issues/40968
        cloudwatch.LogDelivery(
            f"{name}-access-logs",
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            region=CLOUDFRONT_REGION,
            opts=child,
        )

    def _point_domain(self, name: str, distribution: cloudfront.Distribution, args: StaticWebArgs) -> None:
        hosts = {"apex": args.domain_name, "www": pulumi.Output.concat("www.", args.domain_name)}
        for role, host in hosts.items():
            for record_type in ("A", "AAAA"):
                route53.Record(
                    f"{name}-{role}-{record_type.lower()}",
                    zone_id=args.zone_id,
                    name=host,
                    type=record_type,
                    aliases=[
                        route53.RecordAliasArgs(
                            name=distribution.domain_name,
                            zone_id=distribution.hosted_zone_id,
                            # Route 53 cannot look into CloudFront.
                            evaluate_target_health=False,
                        )
                    ],
                    opts=pulumi.ResourceOptions(parent=self),
                )


def _allow_distributions(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> list[Statement]:
    """Allow the account's distributions to read the files, and to learn that one is missing.

    Not this one distribution alone: its ARN is unknown until it exists, and would make the whole policy unknown
    in the first preview, so that nobody could tell from it whether the bucket is private.

    Without s3:ListBucket S3 answers 403 for a missing file, which would have to be shown as a page too, and
    with it every 403 of the API. The root object keeps the list itself from viewers.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    principal = {"Service": "cloudfront.amazonaws.com"}
    distributions = pulumi.Output.format("arn:aws:cloudfront::{0}:distribution/*", account_id)
    return [
        {
            "Sid": "DistributionReadsFiles",
            "Effect": "Allow",
            "Principal": principal,
            "Action": "s3:GetObject",
            "Resource": pulumi.Output.concat(bucket_arn, "/*"),
            "Condition": {"ArnLike": {"aws:SourceArn": distributions}},
        },
        {
            "Sid": "DistributionLearnsWhatIsMissing",
            "Effect": "Allow",
            "Principal": principal,
            "Action": "s3:ListBucket",
            "Resource": bucket_arn,
            "Condition": {"ArnLike": {"aws:SourceArn": distributions}},
        },
    ]
