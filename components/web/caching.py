"""How long CloudFront keeps the site's files, and what it tells apart."""

from typing import Final

import pulumi
from pulumi_aws import cloudfront

# A year: as long as a file may say of itself.
LONGEST_SECONDS: Final = 365 * 24 * 3600


def create_cache_policy(name: str, default_seconds: int, parent: pulumi.Resource) -> cloudfront.CachePolicy:
    """Create a policy that obeys a file's own Cache-Control, and forgets the others after the default.

    AWS's CachingOptimized would keep a file for a day where it does not say for how long, and one that says
    `no-cache` for a second: after a deployment visitors would see old pages with new scripts.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
    """
    return cloudfront.CachePolicy(
        f"{name}-site",
        comment="Files of the site: their own Cache-Control, else a short time",
        min_ttl=0,
        default_ttl=default_seconds,
        max_ttl=LONGEST_SECONDS,
        parameters_in_cache_key_and_forwarded_to_origin=(
            cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginArgs(
                # The path alone tells one file from another.
                cookies_config=cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginCookiesConfigArgs(
                    cookie_behavior="none"
                ),
                headers_config=cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginHeadersConfigArgs(
                    header_behavior="none"
                ),
                query_strings_config=(
                    cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginQueryStringsConfigArgs(
                        query_string_behavior="none"
                    )
                ),
                enable_accept_encoding_brotli=True,
                enable_accept_encoding_gzip=True,
            )
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )
