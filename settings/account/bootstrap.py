"""Settings of the bucket that holds the Pulumi state."""

from collections.abc import Iterator

from pydantic import Field

from settings.base import Mistake, Model
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
        yield Mistake(
            path="bootstrap.deletionProtection",
            problem="false lets one command delete the state of every project",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
    if bootstrap.noncurrent_version_days < 30:
        yield Mistake(
            path="bootstrap.noncurrentVersionDays",
            problem=f"{bootstrap.noncurrent_version_days} is too short to notice a damaged state",
            allowed="30 or more where grade is production",
            way_out="write e.g. noncurrentVersionDays: 365",
        )
