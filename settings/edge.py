"""Settings of the DNS zones, the certificates and the health check of the site."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.base import Mistake, Model, lack
from settings.network import RetentionDays


class HealthCheckSettings(Model):
    """What Route 53 asks the site for, from all over the world."""

    # https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
    path: str = Field(
        max_length=255,
        pattern=r"^/[A-Za-z0-9._~/-]*$",
        description="Path of the site that answers 2xx or 3xx while the site can be visited.",
        examples=["/"],
    )
    request_interval_seconds: Literal[10, 30] = Field(
        description="Seconds between two requests of each of Route 53's checkers; 10 costs more.",
    )


class EdgeSettings(Model):
    """The domain under which an environment is reached."""

    # Labels of 63 characters at most; and 60 in all, because ACM wants the first name of a certificate, here
    # "app." with the domain, to have 64 at most.
    # https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
    domain_name: str = Field(
        pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$",
        max_length=60,
        description=(
            "The public domain of the environment, in lower case and without a dot at its end. Each "
            "environment has one of its own, delegated by a parent zone that no environment makes: a domain "
            "below that of another environment would vanish behind it."
        ),
        examples=["shop-dev.example.com"],
    )
    health_check: HealthCheckSettings = Field(
        description="The health check of the site, as its visitors reach it.",
    )
    query_log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps which names the public zone was asked for.",
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether Pulumi refuses to delete the zone; a new one has other name servers.",
    )


def edge_keeps_the_grade(grade: str, edge: EdgeSettings) -> Iterator[Mistake]:
    """Tell that a production zone can be deleted by mistake."""
    if grade == "production" and not edge.deletion_protection:
        yield lack(
            "edge.deletionProtection",
            "false lets one command delete the zone, and a new one has other name servers",
            "true",
            "true",
        )
