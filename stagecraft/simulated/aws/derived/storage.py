"""S3: the hosted zone of a bucket's region and the endpoints of websites."""

from collections.abc import Callable
from typing import Final

from stagecraft import wire
from stagecraft.simulated.aws import hosted_zones
from stagecraft.simulated.aws.templates import Resource


def _bucket(resource: Resource) -> None:
    resource.set("hostedZoneId", hosted_zones.S3_WEBSITE.get(resource.region, wire.UNKNOWN))
    if "website" in resource.inputs:
        _website(resource)
    else:
        resource.set("websiteDomain", "")
        resource.set("websiteEndpoint", "")


def _website(resource: Resource) -> None:
    """Name the website endpoint: https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html."""
    sign = "-" if resource.region in hosted_zones.S3_WEBSITE_DASH else "."
    resource.fill("websiteDomain", f"s3-website{sign}{{region}}.{{dns}}")
    resource.fill("websiteEndpoint", "{bucket}.{websiteDomain}")


RULES: Final[dict[str, Callable[[Resource], None]]] = {
    "aws:s3/bucket:Bucket": _bucket,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": _website,
}
