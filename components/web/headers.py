"""The security headers that CloudFront adds to every answer."""

from typing import Final

from pulumi_aws import cloudfront

# What browsers' preload lists ask for at least; short enough to leave HTTPS within a year.
STRICT_TRANSPORT_SECONDS: Final = 365 * 24 * 3600


def security_headers(
    content_security_policy: str,
) -> cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs:
    """Return the headers that every answer carries, whatever the origin says of them.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """
    return cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs(
        content_security_policy=cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentSecurityPolicyArgs(
            content_security_policy=content_security_policy, override=True
        ),
        content_type_options=cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(
            override=True
        ),
        frame_options=cloudfront.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
            frame_option="DENY", override=True
        ),
        referrer_policy=cloudfront.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
            referrer_policy="strict-origin-when-cross-origin", override=True
        ),
        strict_transport_security=cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
            access_control_max_age_sec=STRICT_TRANSPORT_SECONDS, include_subdomains=True, override=True
        ),
    )
