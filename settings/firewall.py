"""Settings of the firewall tier."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.base import Mistake, Model, lack
from settings.network import RetentionDays


class FirewallSettings(Model):
    """What becomes of a request that AWS WAF takes for an attack, and how many requests a client may send."""

    mode: Literal["count", "block"] = Field(
        description=(
            "Whether requests that match a rule are refused, or only counted and logged; new rules are tried "
            "out by counting."
        ),
    )
    # https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
    rate_limit: int = Field(
        ge=10,
        le=2_000_000_000,
        description="Requests that one client address may send within five minutes.",
        examples=[2000],
    )
    log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the requests that matched a rule.",
    )


def firewall_keeps_the_grade(grade: str, firewall: FirewallSettings) -> Iterator[Mistake]:
    """Tell that a production firewall lets attacks through."""
    if grade == "production" and firewall.mode != "block":
        yield lack(
            "firewall.mode",
            f"'{firewall.mode}' lets through what the rules take for an attack",
            "'block'",
            "block",
        )
