"""Settings of the trail, its log files and its alarms."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from settings.account.lists import each_once
from settings.base import Mistake, Model, lack
from settings.network import RetentionDays
from settings.storage import AuditLogSettings

DataEvents = Literal["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"]
Insight = Literal["ApiCallRateInsight", "ApiErrorRateInsight"]


class AuditSettings(Model):
    """What CloudTrail records, how long the record is kept, and what raises an alarm."""

    data_events: tuple[DataEvents, ...] = Field(
        description="The resource types whose data events are recorded, beside all management events.",
        examples=[["AWS::S3::Object"]],
    )
    insights: tuple[Insight, ...] = Field(
        description="The kinds of unusual activity that CloudTrail Insights looks for.",
        examples=[["ApiErrorRateInsight"]],
    )
    log_files: AuditLogSettings = Field(description="The life of a log file in its bucket, and its lock.")
    log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the events, for alarms and queries."
    )
    queryable_since: date = Field(
        description="The first day that Athena looks for log files of, about that of the first `up`.",
        examples=["2026-01-01"],
    )
    query_limit_gib: int = Field(
        ge=1, le=10_240, description="GiB that one query of the log files may scan.", examples=[10]
    )
    unauthorized_calls: int = Field(
        ge=1, le=10_000, description="Refused calls in five minutes that raise an alarm.", examples=[10]
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether the trail's bucket is kept: Pulumi refuses to delete it, S3 while it holds files.",
    )

    @field_validator("data_events", "insights", mode="after")
    @classmethod
    def _has_each_once(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        each_once(values)
        return values


def audit_keeps_the_grade(grade: str, audit: AuditSettings) -> Iterator[Mistake]:
    """Tell what a production trail must have and this one lacks."""
    if grade != "production":
        return
    if not audit.deletion_protection:
        yield lack(
            "audit.deletionProtection",
            "false lets one command delete the record of what was done",
            "true",
            "true",
        )
    if "AWS::S3::Object" not in audit.data_events:
        yield lack(
            "audit.dataEvents",
            "do not tell who read the objects of production",
            "a list with AWS::S3::Object",
            "[AWS::S3::Object]",
        )
    # CIS AWS Foundations asks for a year: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
    if audit.log_files.expire_after_days < 365:
        yield lack(
            "audit.logFiles.expireAfterDays",
            f"{audit.log_files.expire_after_days} forgets before the year is over",
            "365 or more",
            "365",
        )
