"""Settings of the security chain."""

from typing import Final, Literal

from pydantic import Field

from settings.base import Model

# The ports that AWS gives these services; with TLS on, DAX serves 9111 and nothing on 8111.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.create-cluster.cli.configure-inbound-rules.html
CACHE_PORT: Final = 6379
DAX_PORT: Final = 9111
# Whatever port its database has. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations-pg
PROXY_PORT: Final = 5432


Ingress = Literal["internet", "cloudfront", "vpc-origin"]


class SecuritySettings(Model):
    """Who may reach the load balancer; every further step of the chain is fixed in code."""

    ingress: Ingress = Field(
        description=(
            "Who reaches the load balancer: the whole internet; any CloudFront distribution, by the servers of "
            "AWS's managed prefix list; or only the account's own distributions, by a VPC origin, which leaves "
            "the load balancer without a public address."
        ),
    )
