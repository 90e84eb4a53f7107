"""Settings of the static web tier."""

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from settings import aws_facts
from settings.base import Mistake, Model, lack
from settings.security import SecuritySettings
from settings.storage import MOST_DAYS

# As AWS lists them, as far as aws_facts knows them. Of us-east-1, us-west-1, ap-northeast-1 and ca-central-1 one
# zone each is left out (use1-az3, usw1-az2, apne1-az3, cac1-az3), whose name differs between accounts.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
VPC_ORIGIN_REGIONS_DATE: Final = "2026-09-21"
VPC_ORIGIN_REGIONS: Final = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)


class WebSettings(Model):
    """From where CloudFront serves, what a page may load, and what the site's bucket keeps."""

    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = Field(
        description="The edge locations that serve the site: fewer are cheaper, all are nearest.",
    )
    content_security_policy: str = Field(
        default="default-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
        min_length=1,
        # What a header may hold, on one line: https://www.rfc-editor.org/rfc/rfc9110.html#name-field-values
        pattern=r"^[!-~]([ -~]*[!-~])?$",
        description="The Content-Security-Policy header of every page: from where it may load what.",
        examples=["default-src 'self'"],
    )
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
    cache_seconds: int = Field(
        ge=0,
        le=365 * 24 * 3600,
        description=(
            "Seconds that CloudFront keeps a file that has no Cache-Control of its own: as long may a visitor "
            "see an old one after a deployment without an invalidation."
        ),
        examples=[300],
    )
    functions: Literal["none", "directory-index"] = Field(
        description=(
            "What CloudFront does with a request for a file first: nothing, or ask for the index.html of a "
            "directory whose name it holds."
        ),
    )
    noncurrent_version_days: int = Field(
        ge=1,
        le=MOST_DAYS,
        description="Days that an overwritten or deleted file of the site can be brought back.",
        examples=[30],
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether the site's bucket is kept: Pulumi refuses to delete it, S3 while it has files.",
    )


def web_keeps_the_grade(grade: str, web: WebSettings) -> Iterator[Mistake]:
    """Tell that a production site can be deleted by mistake."""
    if grade == "production" and not web.deletion_protection:
        yield lack(
            "web.deletionProtection",
            "false lets one command delete the site's bucket with all that it holds",
            "true",
            "true",
        )


def vpc_origins_are_offered(region: str, security: SecuritySettings) -> Iterator[Mistake]:
    """Tell that CloudFront has no private way to a load balancer of the region."""
    if security.ingress != "vpc-origin" or region in VPC_ORIGIN_REGIONS:
        return
    if region in aws_facts.regions():
        yield Mistake(
            path="security.ingress",
            problem=f"CloudFront has no VPC origins in {region}",
            allowed=f"'vpc-origin' in {', '.join(VPC_ORIGIN_REGIONS)} (AWS's list of {VPC_ORIGIN_REGIONS_DATE})",
            way_out="write e.g. ingress: cloudfront",
        )
