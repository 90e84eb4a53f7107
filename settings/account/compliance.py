"""Settings of AWS Config: what is recorded, what is judged and what is mended by itself."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.base import Mistake, Model, lack
from settings.storage import AccessLogSettings


class ComplianceSettings(Model):
    """How closely AWS Config looks, how long it remembers, and whether it mends what it can."""

    recording_frequency: Literal["CONTINUOUS", "DAILY"] = Field(
        description="When a change is recorded: at once, or once a day, which costs less.",
    )
    snapshot_frequency: Literal[
        "One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"
    ] = Field(description="How often the whole configuration is written to the bucket.")
    # https://docs.aws.amazon.com/config/latest/APIReference/API_RetentionConfiguration.html
    retention_days: int = Field(
        ge=30, le=2557, description="Days that AWS Config keeps what it recorded.", examples=[2557]
    )
    history: AccessLogSettings = Field(description="The life of the configuration's history in its bucket.")
    remediation: Literal["automatic", "manual"] = Field(
        description="Whether what can be mended is mended at once, or when somebody starts it.",
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether the bucket is kept: Pulumi refuses to delete it, S3 while it holds files.",
    )


def compliance_keeps_the_grade(grade: str, compliance: ComplianceSettings) -> Iterator[Mistake]:
    """Tell what production's AWS Config must do and this one does not."""
    if grade != "production":
        return
    if compliance.recording_frequency != "CONTINUOUS":
        yield lack(
            "compliance.recordingFrequency",
            "'DAILY' leaves a day between a mistake and its discovery",
            "'CONTINUOUS'",
            "CONTINUOUS",
        )
    if not compliance.deletion_protection:
        yield lack(
            "compliance.deletionProtection",
            "false lets one command delete the configuration's history",
            "true",
            "true",
        )
