"""Settings of the security chain."""

from typing import Literal

from pydantic import Field

from settings.base import Model


class SecuritySettings(Model):
    """Who may reach the load balancer; every further step of the chain is fixed in code."""

    ingress: Literal["internet", "cloudfront"] = Field(
        description=(
            "Who reaches the load balancer: the whole internet, or only CloudFront's origin-facing servers "
            "(AWS's managed prefix list)."
        ),
    )
