"""Settings of the bucket that holds the Pulumi state."""

from collections.abc import Iterator

from pydantic import Field

from settings.base import Mistake, Model, lack
from settings.storage import MOST_DAYS, AccessLogSettings


class BootstrapSettings(Model):
    """How long earlier states can be brought back, and who read them."""

    noncurrent_version_days: int = Field(
        ge=1,
        le=MOST_DAYS,
        description="Days that an earlier version of a state file can be brought back.",
        examples=[365],
    )
    access_logs: AccessLogSettings = Field(description="The life of the buckets' access logs.")
    deletion_protection: bool = Field(
        default=True,
        description="Whether the buckets are kept: Pulumi refuses to delete them, S3 while they hold objects.",
    )


def bootstrap_keeps_the_grade(grade: str, bootstrap: BootstrapSettings) -> Iterator[Mistake]:
    """Tell that production's state can be deleted by mistake, or brought back for too short a while."""
    if grade != "production":
        return
    if not bootstrap.deletion_protection:
        yield lack(
            "bootstrap.deletionProtection",
            "false lets one command delete the state of every project",
            "true",
            "true",
        )
    if bootstrap.noncurrent_version_days < 30:
        yield lack(
            "bootstrap.noncurrentVersionDays",
            f"{bootstrap.noncurrent_version_days} is too short to notice a damaged state",
            "30 or more",
            "365",
        )
